'use client'

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'

export const HEADER_HEIGHT = 33

/** Below this scroll position the person is at the top, where new rows may just appear. */
export const TOP_PX = 80

type Options = {
  readonly scroller: RefObject<HTMLElement | null>
  readonly ids: readonly string[]
  /** Rows below those that are there, as shapes of what comes. */
  readonly coming: number
  readonly rowHeight: number
  /** What the rows answer: another one begins at the top. */
  readonly view: string
}

/**
 * Which rows are drawn: those in view, a few around them, and the one that has the focus, which would be lost with it.
 * Rows that come or go above do not move what is being read.
 */
export function useRowsInView({ scroller, ids, coming, rowHeight, view }: Options) {
  const places = useMemo(() => new Map(ids.map((id, index) => [id, index])), [ids])
  const focused = useRef<string>(undefined)
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: ids.length + coming,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? `coming ${index}`,
    overscan: 8,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    // As the server draws it, which knows no window.
    initialRect: { width: 1440, height: 900 },
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range)
      const at = focused.current === undefined ? undefined : places.get(focused.current)
      if (at === undefined || inView.includes(at)) return inView
      return [...inView, at].sort((one, other) => one - other)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are measured again when they change
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight])

  const before = useRef({ ids, view })
  useLayoutEffect(() => {
    const element = scroller.current
    const { ids: old, view: oldView } = before.current
    before.current = { ids, view }
    if (!element || old === ids) return
    if (view !== oldView) element.scrollTop = 0
    else if (element.scrollTop >= TOP_PX) {
      const read = Math.floor(element.scrollTop / rowHeight)
      const id = old[read]
      const now = id === undefined ? undefined : places.get(id)
      if (now !== undefined && now !== read) element.scrollTop += (now - read) * rowHeight
    }
  }, [scroller, ids, places, rowHeight, view])

  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    reveal: (index: number) => virtualizer.scrollToIndex(index),
    /** The row that has the focus stays drawn. */
    onFocus: (id: string | undefined) => {
      focused.current = id
    },
  }
}
