'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { type Code, codeOf, insistOn } from './code-of.ts'
import { whenSomebodyIsThere } from './presence.ts'

type Opens = { readonly opened: boolean }

/**
 * Something that opens over the page (a menu, a dialog), whose code is no part of the first load: it comes as soon as a
 * person is seen on the page, at the latest when it is opened. It is mounted closed and opens then, so that it moves in
 * as ever and knows where the focus was. Not `lazy`: React would show it 300 ms after its empty placeholder.
 */
export function later<Props extends Opens>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const code = codeOf(load)
  whenSomebodyIsThere(() => code.get().catch(() => undefined))
  return (props: Props) => <Later code={code} props={props} />
}

type LaterProps<Props> = { readonly code: Code<Props>; readonly props: Props }

function Later<Props extends Opens>({ code, props }: LaterProps<Props>) {
  const [stage, setStage] = useState<'absent' | 'closed' | 'ready'>('absent')
  const { opened } = props
  useEffect(() => {
    if (stage === 'closed') setStage('ready')
    if (stage !== 'absent' || !opened) return
    let over = false
    const show = () => {
      if (!over) setStage('closed')
    }
    if (code.there()) show()
    else void insistOn(code, console.error).then(show)
    return () => {
      over = true
    }
  }, [code, stage, opened])
  const Component = code.there()
  return stage === 'absent' || !Component ? null : (
    <Component {...props} opened={opened && stage === 'ready'} />
  )
}
