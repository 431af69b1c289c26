import type { LaunchValues } from './launch-values.ts'

const fields = [
  'name',
  'epochs',
  'batchSize',
  'learningRate',
  'trainLimit',
  'validationPercent',
  'seed',
] as const satisfies readonly (keyof LaunchValues)[]

/**
 * The values with what the person had typed (or the browser had restored) while the page's code was still on its way:
 * until then the fields are the server's plain HTML. `formId` names the form of this rendering, so one that was shown
 * before is never read.
 */
export function withTypedBefore(values: LaunchValues, formId: string): LaunchValues {
  const form = typeof document === 'undefined' ? null : document.getElementById(formId)
  if (!form) return values
  const typed = fields.flatMap((field) => {
    const input = form.querySelector(`#${field}`)
    const changed = input instanceof HTMLInputElement && input.value !== input.defaultValue
    return changed
      ? [[field, field === 'name' ? input.value : input.value.replace(/[,%\s]/g, '')] as const]
      : []
  })
  return { ...values, ...Object.fromEntries(typed) }
}
