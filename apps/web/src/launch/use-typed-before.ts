'use client'

import { useEffect, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { LaunchField, LaunchValues } from './launch-values.ts'

const fields = [
  'name',
  'epochs',
  'batchSize',
  'optimizer.learningRate',
  'trainLimit',
  'validationPercent',
  'seed',
] as const satisfies readonly LaunchField[]

/**
 * Takes over what the person had typed (or the browser had restored) while the page's code was still on its way: until
 * then the fields are the server's plain HTML. It is read before React takes the fields over, and put back after.
 * `formId` names the form of this rendering, so one that was shown before is never read.
 */
export function useTypedBefore(formId: string, { setValue }: UseFormReturn<LaunchValues>): void {
  const [typed] = useState(() => typedInto(formId))
  useEffect(() => {
    for (const [field, text] of typed) setValue(field, text, { shouldValidate: true, shouldDirty: true })
  }, [typed, setValue])
}

function typedInto(formId: string): (readonly [(typeof fields)[number], string])[] {
  const form = typeof document === 'undefined' ? null : document.getElementById(formId)
  if (!form) return []
  return fields.flatMap((field) => {
    const input = form.querySelector(`[id="${field}"]`)
    const changed = input instanceof HTMLInputElement && input.value !== input.defaultValue
    return changed
      ? [[field, field === 'name' ? input.value : input.value.replace(/[,%\s]/g, '')] as const]
      : []
  })
}
