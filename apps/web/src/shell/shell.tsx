'use client'

import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { SessionNotice } from '../account/session-notice.tsx'
import { RunNews } from '../news/run-news.tsx'
import { useViewer } from '../viewer/viewer-context.tsx'
import { CommandKey } from './command-key.tsx'
import { Rail } from './rail.tsx'
import classes from './shell.module.css'
import { Shortcuts } from './shortcuts.tsx'

/** What stays while pages change: the rail, the keyboard, the command palette and what pops up. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const viewer = useViewer()
  return (
    <ModalsProvider>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Rail />
        <main id="main" className={classes.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Notifications
        position="bottom-right"
        transitionDuration={140}
        classNames={{ root: classes.toasts ?? '' }}
      />
      {viewer && <RunNews />}
      <SessionNotice />
      <Shortcuts />
      <CommandKey />
    </ModalsProvider>
  )
}
