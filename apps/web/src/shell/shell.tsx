'use client'

import { type ReactNode, useSyncExternalStore } from 'react'
import { SessionNotice } from '../account/session-notice.tsx'
import { withApollo } from '../apollo/with-apollo.tsx'
import { afterwards } from '../live/afterwards.tsx'
import { later } from '../ui/later.tsx'
import { overlays } from '../ui/overlays.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import { CommandKey } from './command-key.tsx'
import { Rail } from './rail.tsx'
import classes from './shell.module.css'
import { Shortcuts } from './shortcuts.tsx'

const MountedOverlays = later(
  withApollo(() => import('./mounted-overlays.tsx').then((module) => module.MountedOverlays)),
)
const RunNews = afterwards(withApollo(() => import('../news/run-news.tsx').then((module) => module.RunNews)))

/** What stays while pages change: the rail, the keyboard, the command palette and what pops up. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const viewer = useViewer()
  const overlaid = useSyncExternalStore(overlays.subscribe, overlays.get, overlays.getOnServer)
  return (
    <>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Rail />
        <main id="main" className={classes.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <MountedOverlays opened={overlaid} />
      {viewer && <RunNews />}
      <SessionNotice />
      <Shortcuts />
      <CommandKey />
    </>
  )
}
