'use client'

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

let last: Promise<unknown> = Promise.resolve()

/** Resolves in a task of its own, after those that were asked for before. */
function nextTurn(): Promise<unknown> {
  last = last.then(() => new Promise((resolve) => setTimeout(resolve)))
  return last
}

/**
 * A chart, whose library comes after the page. Charts of a page are drawn one after the other, so that what a person does
 * meanwhile is heard between them. Not `lazy`: all that wait for one program would be drawn at once.
 */
export function inTurn<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  placeholder: ReactNode = null,
): ComponentType<Props> {
  return (props: Props) => <InTurn {...{ load, placeholder, props }} />
}

type InTurnProps<Props> = {
  readonly load: () => Promise<ComponentType<Props>>
  readonly placeholder: ReactNode
  readonly props: Props
}
type Stage<Props> = 'waits' | { readonly Chart: ComponentType<Props> } | { readonly failed: unknown }

function InTurn<Props extends object>({ load, placeholder, props }: InTurnProps<Props>) {
  const [stage, setStage] = useState<Stage<Props>>('waits')
  useEffect(() => {
    let over = false
    const draw = async () => {
      const Chart = await load()
      await nextTurn()
      // At once: React would draw those of several tasks together.
      if (!over) flushSync(() => setStage({ Chart }))
    }
    draw().catch((failed: unknown) => {
      if (!over) setStage({ failed })
    })
    return () => {
      over = true
    }
  }, [load])
  if (stage === 'waits') return placeholder
  if ('failed' in stage) throw stage.failed
  return <stage.Chart {...props} />
}
