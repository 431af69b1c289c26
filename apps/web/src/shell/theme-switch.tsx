'use client'

import { ActionIcon } from '@mantine/core'
import { SunMoon } from 'lucide-react'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'

const ThemeMenu = later(() => import('./theme-menu.tsx').then((module) => module.ThemeMenu))

/** The choice is kept in the browser and applied before the first paint. */
export function ThemeSwitch() {
  const { button, place } = useOpener('menu')
  return (
    <>
      <ActionIcon {...button} aria-label="Colour theme" title="Colour theme">
        <SunMoon size={16} strokeWidth={1.75} />
      </ActionIcon>
      <ThemeMenu {...place} />
    </>
  )
}
