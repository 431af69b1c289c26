'use client'

import { Popover } from '@mantine/core'
import { PlacedPopover } from '../ui/placed-popover.tsx'
import type { Place } from '../ui/use-opener.ts'
import { ZoomFields, type ZoomProps } from './zoom-fields.tsx'

/** The ways to zoom that need no mouse. */
export const ZoomPanel = ({ zoom, unit, end, onZoom, onCloser, onFurther, ...place }: Place & ZoomProps) => (
  <PlacedPopover {...place} position="bottom-end" returnFocus>
    <Popover.Dropdown aria-label="Zoom">
      <ZoomFields {...{ zoom, unit, end }} onZoom={onZoom} onCloser={onCloser} onFurther={onFurther} />
    </Popover.Dropdown>
  </PlacedPopover>
)
