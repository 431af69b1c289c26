import { useSyncExternalStore } from 'react'

/** Runs that are gone from the page and not yet from the server: so long they can be brought back. */
const UNDO_MS = 8_000

type Pending = {
  readonly ids: readonly string[]
  /** Asks the server; until it has answered, the runs stay hidden. `leaving`: the request must outlive the page. */
  readonly send: (leaving: boolean) => Promise<unknown>
  readonly timer: ReturnType<typeof setTimeout>
}

const pending = new Set<Pending>()
const listeners = new Set<() => void>()
const none: ReadonlySet<string> = new Set()
let hidden = none

function tell(): void {
  hidden = pending.size === 0 ? none : new Set([...pending].flatMap(({ ids }) => ids))
  for (const listener of listeners) listener()
}

/** Hides runs at once and has `send` delete them when the time to undo is over, or as soon as the page is left. */
export function deleteLater(ids: readonly string[], send: Pending['send']): { undo: () => void } {
  const entry: Pending = { ids, send, timer: setTimeout(() => settle(entry, false), UNDO_MS) }
  if (pending.size === 0) window.addEventListener('pagehide', settleAll)
  pending.add(entry)
  tell()
  return {
    undo: () => {
      if (!sent.has(entry)) forget(entry)
    },
  }
}

const sent = new WeakSet<Pending>()

function settle(entry: Pending, leaving: boolean): void {
  if (sent.has(entry)) return
  sent.add(entry)
  clearTimeout(entry.timer)
  void entry.send(leaving).finally(() => forget(entry))
}

const settleAll = () => {
  for (const entry of pending) settle(entry, true)
}

function forget(entry: Pending): void {
  clearTimeout(entry.timer)
  pending.delete(entry)
  if (pending.size === 0) window.removeEventListener('pagehide', settleAll)
  tell()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Ids of the runs that are about to be deleted: lists leave them out. */
export const useDeletedSoon = (): ReadonlySet<string> =>
  useSyncExternalStore(
    subscribe,
    () => hidden,
    () => none,
  )
