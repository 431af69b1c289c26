'use client'

import { ActionIcon, Tooltip } from '@mantine/core'
import { Keyboard } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { ConnectionDot } from './connection-dot.tsx'
import { isCurrent, pageLinks } from './pages.ts'
import classes from './rail.module.css'
import { openShortcuts } from './shortcuts.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** Navigation: a rail on the left, icons only where the window is narrow, a bar at the bottom on a phone. */
export function Rail() {
  const path = usePathname()
  return (
    <header className={classes.rail}>
      <Link href="/" className={classes.mark} aria-label="Atelier: runs">
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path
            d="M3 16.5 10 3l7 13.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.9"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <path
            d="M5.6 11.6h8.8"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.9"
            strokeLinecap="round"
            strokeDasharray="2.1 2.7"
          />
        </svg>
        <span>Atelier</span>
      </Link>
      <nav aria-label="Pages">
        <ul className={classes.links}>
          {pageLinks.map(({ href, label, icon: Icon }) => (
            <li key={href}>
              <Link
                href={href}
                className={classes.link}
                title={label}
                aria-current={isCurrent(href, path) ? 'page' : undefined}
              >
                <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
                <span>{label}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.foot}>
        <ConnectionDot />
        <div className={classes.tools}>
          <ThemeSwitch />
          <Tooltip label="Keyboard shortcuts (?)">
            <ActionIcon
              className={classes.keyboard ?? ''}
              aria-label="Keyboard shortcuts"
              onClick={openShortcuts}
            >
              <Keyboard size={16} strokeWidth={1.75} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </header>
  )
}
