'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { LaunchField, LaunchValues } from './launch-values.ts'

const fields = [
  ...([
    'name',
    'epochs',
    'batchSize',
    'optimizer.learningRate',
    'learningRateSchedule.warmUpEpochs',
  ] as const),
  ...(['labelSmoothing', 'trainLimit', 'validationPercent', 'seed'] as const),
] satisfies readonly LaunchField[]

type Before = {
  /** The preset that was chosen, if it is not the one that the server had chosen. */
  readonly preset: string | null
  readonly typed: readonly (readonly [(typeof fields)[number], string])[]
}

/**
 * Takes over what the person had typed or chosen (or the browser had restored) while the page's code was still on its
 * way: until then the fields are the server's plain HTML. It is read before React takes the fields over, and put back
 * after. `formId` names the form of this rendering, so one that was shown before is never read.
 */
export function useTypedBefore(
  formId: string,
  { setValue }: UseFormReturn<LaunchValues>,
  choose: (preset: string) => unknown,
): void {
  const [before] = useState(() => readBefore(formId))
  const putBack = useEffectEvent(() => {
    if (before.preset !== null) choose(before.preset)
    for (const [field, text] of before.typed)
      setValue(field, text, { shouldValidate: true, shouldDirty: true })
  })
  useEffect(() => putBack(), [])
}

function readBefore(formId: string): Before {
  const form = typeof document === 'undefined' ? null : document.getElementById(formId)
  if (!form) return { preset: null, typed: [] }
  const chosen = form.querySelector('input[name="preset"]:checked')
  const typed = fields.flatMap((field) => {
    const input = form.querySelector(`[id="${field}"]`)
    const changed = input instanceof HTMLInputElement && input.value !== input.defaultValue
    return changed
      ? [[field, field === 'name' ? input.value : input.value.replace(/[,%\s]/g, '')] as const]
      : []
  })
  const preset = chosen instanceof HTMLInputElement && !chosen.defaultChecked ? chosen.value : null
  return { preset, typed }
}
