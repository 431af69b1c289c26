'use client'

import { useHotkeys } from '@mantine/hooks'
import { type PointerEvent, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type PlotArea, usePlotArea, useXAxisInverseScale } from 'recharts'
import type { Zoom } from './zoom.ts'
import classes from './zoom-surface.module.css'

/** Where on the page a chart plots, and what of its x axis lies at a pixel. */
export type Plot = { readonly area: PlotArea; readonly at: (pixel: number) => number }

type Props = {
  readonly plot: RefObject<Plot | null>
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly children: ReactNode
}

/** In pixels; less is a click. */
const LEAST_DRAG = 5

type Drag = { readonly start: number; readonly end: number; readonly moved: boolean }

/** Dragging over the chart in it chooses a stretch of its x axis; a double click goes back to everything. */
export function ZoomSurface({ plot, onZoom, children }: Props) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const wasDragged = useRef(false)
  const cancel = () => setDrag(null)
  useHotkeys(drag ? [['Escape', cancel]] : [])
  const place = (event: PointerEvent): number => {
    const { area } = plot.current ?? {}
    const pixel = event.clientX - event.currentTarget.getBoundingClientRect().left
    return area ? Math.min(Math.max(pixel, area.x), area.x + area.width) : pixel
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys + - and Escape, and the fields of the menu, do the same
    <div
      className={classes.surface}
      onPointerDown={(event) => {
        wasDragged.current = false
        // A finger that slides over the chart reads it.
        if (event.button !== 0 || event.pointerType === 'touch' || !isInside(event, plot.current)) return
        const start = place(event)
        setDrag({ start, end: start, moved: false })
      }}
      onPointerMove={(event) => {
        if (!drag) return
        const end = place(event)
        const moved = drag.moved || Math.abs(end - drag.start) >= LEAST_DRAG
        if (moved && !drag.moved) event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ ...drag, end, moved })
      }}
      onPointerUp={() => {
        if (drag?.moved && plot.current) {
          const { at } = plot.current
          wasDragged.current = true
          onZoom({ from: at(Math.min(drag.start, drag.end)), to: at(Math.max(drag.start, drag.end)) })
        }
        cancel()
      }}
      onPointerCancel={cancel}
      onClickCapture={(event) => {
        if (wasDragged.current) event.stopPropagation()
      }}
      onDoubleClick={() => onZoom(null)}
    >
      {children}
      {drag?.moved && plot.current && (
        <div
          className={classes.chosen}
          style={{
            left: Math.min(drag.start, drag.end),
            width: Math.abs(drag.end - drag.start),
            top: plot.current.area.y,
            height: plot.current.area.height,
          }}
        />
      )}
    </div>
  )
}

function isInside(event: PointerEvent, plot: Plot | null): boolean {
  if (!plot) return false
  const pixel = event.clientX - event.currentTarget.getBoundingClientRect().left
  return pixel >= plot.area.x && pixel <= plot.area.x + plot.area.width
}

/** Within a chart: tells its surroundings where it plots. */
export function PlotProbe({ plot }: { readonly plot: RefObject<Plot | null> }) {
  const area = usePlotArea()
  const inverse = useXAxisInverseScale()
  useLayoutEffect(() => {
    plot.current = area && inverse ? { area, at: (pixel) => Number(inverse(pixel)) } : null
  }, [plot, area, inverse])
  return null
}
