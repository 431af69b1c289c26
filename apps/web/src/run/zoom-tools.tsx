'use client'

import { ActionIcon, Button, Popover } from '@mantine/core'
import { ZoomIn } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { Zoom } from '../charts/zoom.ts'
import { zoomText } from '../charts/zoom.ts'
import classes from './curves.module.css'

const ZoomFields = dynamic(() => import('./zoom-fields.tsx').then((module) => module.ZoomFields))

type Props = {
  readonly zoom: Zoom | null
  readonly end: number
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly onCloser: () => unknown
  readonly onFurther: () => unknown
}

/** Which epochs the curves show, and the ways to choose them without a mouse. */
export function ZoomTools({ zoom, ...fields }: Props) {
  return (
    <div className={classes.zoom}>
      {zoom && (
        <>
          <span className={classes.stretch} aria-live="polite">
            {zoomText(zoom)}
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
          <ZoomFields zoom={zoom} {...fields} />
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}
