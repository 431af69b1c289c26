'use client'

import type { ReactNode } from 'react'
import { Mark } from '../shell/mark.tsx'
import { ThemeSwitch } from '../shell/theme-switch.tsx'
import classes from './shared.module.css'

/** Around what strangers are shown: no way into the house. */
export function PublicFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.page}>
      <div className={classes.bar}>
        <span className={classes.mark}>
          <Mark />
          Atelier
        </span>
        <ThemeSwitch />
      </div>
      <main id="main">{children}</main>
    </div>
  )
}
