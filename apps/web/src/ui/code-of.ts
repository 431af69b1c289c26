import type { ComponentType } from 'react'
import { pauseBefore } from '../live/back-off.ts'

/** The code of a component that is no part of a page's first load. */
export type Code<Props> = {
  readonly there: () => ComponentType<Props> | undefined
  /** Fetches it, once. @throws where it does not come; then it may be asked for again */
  readonly get: () => Promise<void>
}

export function codeOf<Props>(load: () => Promise<ComponentType<Props>>): Code<Props> {
  let there: ComponentType<Props> | undefined
  let coming: Promise<void> | undefined
  return {
    there: () => there,
    get: () => {
      coming ??= load().then(
        (component) => {
          there = component
        },
        (error: unknown) => {
          coming = undefined
          throw error
        },
      )
      return coming
    },
  }
}

/**
 * Fetches it however long that takes: the network may be away, or the server be new.
 * @param onFailure told of the first failure
 */
export async function insistOn<Props>(
  code: Code<Props>,
  onFailure: (error: unknown) => void = () => {},
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await code.get()
    } catch (error) {
      if (attempt === 0) onFailure(error)
      await pauseBefore(attempt)
    }
  }
}
