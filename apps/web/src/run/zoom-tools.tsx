'use client'

import { ActionIcon, Button, Popover } from '@mantine/core'
import { ZoomIn } from 'lucide-react'
import dynamic from 'next/dynamic'
import { zoomText } from '../charts/zoom.ts'
import classes from './curves.module.css'
import type { ZoomProps } from './zoom-fields.tsx'

const ZoomFields = dynamic(() => import('./zoom-fields.tsx').then((module) => module.ZoomFields))

/** Which epochs the curves show, and the ways to choose them without a mouse. */
export function ZoomTools({ zoom, unit, ...fields }: ZoomProps) {
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
      <Popover position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon aria-label="Zoom" title="Zoom: drag over a chart, or + and -">
            <ZoomIn size={15} aria-hidden="true" />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label="Zoom">
          <ZoomFields {...{ zoom, unit }} {...fields} />
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
