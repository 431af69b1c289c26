'use client'

import { useCallback, useEffect, useRef } from 'react'

/** So many can be chosen: their ids stand in the address. */
const MOST_CHOSEN = 200

/** Choosing rows one by one, or all from the one that was chosen before. The returned function never changes. */
export function useRunChoice(
  ids: readonly string[],
  chosenIds: readonly string[],
  onChoose: ((ids: string[]) => unknown) | undefined,
): (id: string, extend: boolean) => void {
  const now = useRef({ ids, chosenIds, onChoose })
  const before = useRef<string>(undefined)
  useEffect(() => {
    now.current = { ids, chosenIds, onChoose }
  })
  return useCallback((id, extend) => {
    const { ids, chosenIds, onChoose } = now.current
    const start = extend && before.current !== undefined ? ids.indexOf(before.current) : -1
    const end = ids.indexOf(id)
    before.current = id
    if (start === -1 || end === -1)
      return void onChoose?.(
        chosenIds.includes(id) ? chosenIds.filter((other) => other !== id) : capped([...chosenIds, id]),
      )
    const range = ids.slice(Math.min(start, end), Math.max(start, end) + 1)
    onChoose?.(capped([...new Set([...chosenIds, ...range])]))
  }, [])
}

export const capped = (ids: readonly string[]): string[] => ids.slice(0, MOST_CHOSEN)
