'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { whenIdle } from '../ui/presence.ts'
import { waitToRetry } from './back-off.ts'
import { connection } from './connection.ts'

/**
 * Something that keeps a page up to date, which is shown, and can be used, before: its code is no part of the first
 * load, but comes by itself as soon as the page has nothing else to do.
 */
export function afterwards<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let there: ComponentType<Props> | undefined
  const code: Code<Props> = {
    there: () => there,
    get: async () => {
      there ??= await insist(load)
    },
  }
  return (props: Props) => <Afterwards code={code} props={props} />
}

type Code<Props> = {
  readonly there: () => ComponentType<Props> | undefined
  readonly get: () => Promise<void>
}

type AfterwardsProps<Props> = { readonly code: Code<Props>; readonly props: Props }

function Afterwards<Props extends object>({ code, props }: AfterwardsProps<Props>) {
  const [ready, setReady] = useState(() => code.there() !== undefined)
  useEffect(() => {
    if (ready) return
    let over = false
    void whenIdle()
      .then(code.get)
      .then(() => {
        if (!over) setReady(true)
      })
    return () => {
      over = true
    }
  }, [code, ready])
  const Component = code.there()
  return ready && Component ? <Component {...props} /> : null
}

/** Until it has come the page is not live, and says so. */
async function insist<Code>(load: () => Promise<Code>): Promise<Code> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await load()
    } catch {
      connection.set('reconnecting')
      await waitToRetry(attempt)
    }
  }
}
