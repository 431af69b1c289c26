'use client'

import { useHotkeys } from '@mantine/hooks'
import { type MouseEvent, type PointerEvent, useRef, useState } from 'react'
import classes from './run-table.module.css'

/** How a header looks while one is dragged: it itself, or on which side of another it would land. */
export type DragMark = 'dragged' | 'before' | 'after' | undefined

type Drag = { readonly id: string; readonly over: string }

/** In pixels; less is a press, which sorts. */
const LEAST_DRAG = 5

/**
 * Headers of a row are dragged onto one another by pointer events: a draggable element cannot be taken by a button in
 * it in Firefox. A finger scrolls the table instead.
 */
export function useColumnDrag(
  columns: readonly { readonly id: string }[],
  moveTo: (id: string, target: string) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const pressed = useRef<{ readonly id: string; readonly x: number; readonly y: number }>(undefined)
  const wasDragged = useRef(false)
  const end = () => {
    pressed.current = undefined
    setDrag(null)
  }
  useHotkeys(drag ? [['Escape', end]] : [])
  const row = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      wasDragged.current = false
      const id = columnOf(event.target)
      if (event.button !== 0 || event.pointerType === 'touch' || id === undefined) return
      pressed.current = { id, x: event.clientX, y: event.clientY }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!pressed.current) return
      const { id, x, y } = pressed.current
      if (!drag && Math.abs(event.clientX - x) < LEAST_DRAG) return
      if (!drag) event.currentTarget.setPointerCapture(event.pointerId)
      wasDragged.current = true
      // At the height of the press: the headers stay there, wherever the hand goes and the row has scrolled to.
      const over = columnOf(document.elementFromPoint(event.clientX, y)) ?? drag?.over ?? id
      if (over !== drag?.over) setDrag({ id, over })
    },
    onPointerUp: () => {
      if (drag && drag.over !== drag.id) moveTo(drag.id, drag.over)
      end()
    },
    onPointerCancel: end,
    onClickCapture: (event: MouseEvent) => {
      if (wasDragged.current) event.stopPropagation()
    },
  }
  const place = (wanted: string) => columns.findIndex(({ id }) => id === wanted)
  const markOf = (id: string): DragMark =>
    drag?.id === id
      ? 'dragged'
      : drag?.over === id
        ? place(drag.id) < place(id)
          ? 'after'
          : 'before'
        : undefined
  return { row, markOf }
}

/** The column whose header it lies in; not that of a header's edge, which resizes. */
function columnOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element) || target.closest(`.${classes.edge}`)) return undefined
  return target.closest<HTMLElement>('th[data-column]')?.dataset.column
}
