'use client'

import { ActionIcon, Button } from '@mantine/core'
import { ZoomIn } from 'lucide-react'
import { zoomText } from '../charts/zoom.ts'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import classes from './curves.module.css'
import type { ZoomProps } from './zoom-fields.tsx'

const ZoomPanel = later(() => import('./zoom-panel.tsx').then((module) => module.ZoomPanel))

/** Which epochs the curves show, and the ways to choose them without a mouse. */
export function ZoomTools({ zoom, unit, ...fields }: ZoomProps) {
  const { button, place } = useOpener('dialog')
  return (
    <div className={classes.zoom}>
      {zoom && (
        <>
          <span className={classes.stretch} aria-live="polite">
            {zoomText(zoom, unit)}
          </span>
          <Button
            variant="default"
            size="compact-xs"
            title="Reset zoom (Escape)"
            onClick={() => fields.onZoom(null)}
          >
            Reset zoom
          </Button>
        </>
      )}
      <ActionIcon {...button} aria-label="Zoom" title="Zoom: drag over a chart, or + and -">
        <ZoomIn size={15} aria-hidden="true" />
      </ActionIcon>
      <ZoomPanel {...place} {...{ zoom, unit }} {...fields} />
    </div>
  )
}
