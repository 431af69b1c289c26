'use client'

import { ActionIcon } from '@mantine/core'
import { Keyboard } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { AccountMenu } from '../account/account-menu.tsx'
import { PendingMark } from '../ui/pending-mark.tsx'
import { useViewer } from '../viewer/viewer-context.tsx'
import { WorkspaceSwitch } from '../workspace/workspace-switch.tsx'
import { ConnectionDot } from './connection-dot.tsx'
import { Mark } from './mark.tsx'
import { isCurrent, pagesFor } from './pages.ts'
import classes from './rail.module.css'
import { openShortcuts } from './shortcuts.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** Navigation: a rail on the left, icons only where the window is narrow, a bar at the bottom on a phone. */
export function Rail() {
  const path = usePathname()
  const viewer = useViewer()
  return (
    <header className={classes.rail}>
      <Link href="/" className={classes.mark} aria-label="Atelier: runs">
        <Mark />
        <span>Atelier</span>
      </Link>
      <WorkspaceSwitch />
      <nav aria-label="Pages">
        <ul className={classes.links}>
          {pagesFor(viewer)
            .filter((page) => page.inRail)
            .map(({ href, label, icon: Icon }) => (
              <li key={href}>
                <Link
                  href={href}
                  className={classes.link}
                  title={label}
                  aria-current={isCurrent(href, path) ? 'page' : undefined}
                >
                  <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
                  <span>{label}</span>
                  <PendingMark />
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <div className={classes.foot}>
        <ConnectionDot />
        <AccountMenu />
        <div className={classes.tools}>
          <ThemeSwitch />
          <ActionIcon
            className={classes.keyboard ?? ''}
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={openShortcuts}
          >
            <Keyboard size={16} strokeWidth={1.75} />
          </ActionIcon>
        </div>
      </div>
    </header>
  )
}
