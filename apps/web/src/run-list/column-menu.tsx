'use client'

import { Button } from '@mantine/core'
import { Columns3 } from 'lucide-react'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import type { ColumnPanelProps } from './column-panel.tsx'

const ColumnPanel = later(() => import('./column-panel.tsx').then((module) => module.ColumnPanel))

/** Opens the choice of columns. */
export function ColumnMenu(props: ColumnPanelProps) {
  const { button, place } = useOpener('dialog')
  return (
    <>
      <Button {...button} variant="default" leftSection={<Columns3 size={14} />}>
        Columns
      </Button>
      <ColumnPanel {...place} {...props} />
    </>
  )
}
