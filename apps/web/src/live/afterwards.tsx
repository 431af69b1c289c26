'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { type Code, codeOf, insistOn } from '../ui/code-of.ts'
import { whenIdle } from '../ui/presence.ts'
import { connection } from './connection.ts'

/**
 * Something that keeps a page up to date, which is shown, and can be used, before: its code is no part of the first
 * load, but comes by itself as soon as the page has nothing else to do. Until it has come the page is not live, and
 * says so where it does not come at once.
 */
export function afterwards<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const code = codeOf(load)
  return (props: Props) => <Afterwards code={code} props={props} />
}

type AfterwardsProps<Props> = { readonly code: Code<Props>; readonly props: Props }

function Afterwards<Props extends object>({ code, props }: AfterwardsProps<Props>) {
  const [ready, setReady] = useState(() => code.there() !== undefined)
  useEffect(() => {
    if (ready) return
    let over = false
    let found = () => {}
    const lacks = (error: unknown) => {
      console.error(error)
      if (!over) found = connection.lack()
    }
    void whenIdle()
      .then(() => insistOn(code, lacks))
      .then(() => {
        if (!over) setReady(true)
      })
    return () => {
      over = true
      found()
    }
  }, [code, ready])
  const Component = code.there()
  return ready && Component ? <Component {...props} /> : null
}
