'use client'

import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { preferences } from '../news/preferences.ts'
import { useNewsPreferences } from '../news/use-preferences.ts'
import { schemes } from '../shell/schemes.ts'
import { PageHeader } from '../ui/page-header.tsx'
import { Section } from './section.tsx'
import classes from './settings-page.module.css'

/** How the pages look, what they tell, and with `children` what belongs to the account. */
export function SettingsPage({ children }: { readonly children?: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <div className={classes.sections}>
        <Looks />
        <News />
        {children}
      </div>
    </>
  )
}

function Looks() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // The server does not know what this browser keeps.
  const mounted = useMounted()
  return (
    <Section title="Theme" where="of this browser">
      <SegmentedControl
        aria-label="Theme"
        data={schemes.map(({ value, label }) => ({ value, label }))}
        value={mounted ? colorScheme : 'auto'}
        onChange={(value) =>
          setColorScheme(schemes.find((scheme) => scheme.value === value)?.value ?? 'auto')
        }
      />
    </Section>
  )
}

function News() {
  const chosen = useNewsPreferences()
  // Until the page's program is there a switch would turn without a choice being kept.
  const disabled = !useMounted()
  const [refused, setRefused] = useState(false)
  const askForBrowser = async (on: boolean) => {
    if (!on) return preferences.change({ browser: false })
    const allowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
    setRefused(!allowed)
    preferences.change({ browser: allowed })
  }
  return (
    <Section title="When a run ends" where="of this browser">
      <Switch
        disabled={disabled}
        label="Toast on the page"
        description="Completed and failed runs of the workspace, whatever page is open"
        checked={chosen.toasts}
        onChange={(event) => preferences.change({ toasts: event.currentTarget.checked })}
      />
      <Switch
        disabled={disabled}
        label="Notification of the browser"
        description="While a page of Atelier is open and out of sight; the browser asks you once"
        error={refused && 'The browser does not allow it for this address: its own settings decide.'}
        checked={chosen.browser}
        onChange={(event) => void askForBrowser(event.currentTarget.checked)}
      />
      <Switch
        disabled={disabled}
        label="Progress in the tab"
        description="The tab's title and icon say how far what trains is"
        checked={chosen.tab}
        onChange={(event) => preferences.change({ tab: event.currentTarget.checked })}
      />
    </Section>
  )
}
