/** Focuses a field of the form, or what it lies in where that is closed. */
export function focusField(field: string): void {
  const layer = /^layers\.\d+/.exec(field)?.[0]
  const place = document.getElementById(field) ?? (layer ? document.getElementById(`${layer}.type`) : null)
  const target = place?.matches('input, button')
    ? place
    : place?.querySelector<HTMLElement>('input:checked, input, button')
  const folded = target?.closest('details')
  if (folded) folded.open = true
  target?.focus()
}
