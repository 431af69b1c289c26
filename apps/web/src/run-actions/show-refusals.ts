import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form'

type UserError = { readonly path: readonly string[]; readonly message: string }

/** Shows what the server refuses at its field, and what belongs to none at the form's root. */
export function showRefusals<Values extends FieldValues>(
  fields: readonly FieldPath<Values>[],
  userErrors: readonly UserError[],
  setError: UseFormSetError<Values>,
): void {
  for (const { path, message } of userErrors) {
    const field = fields.find((name) => path.includes(name))
    if (field) setError(field, { type: 'server', message }, { shouldFocus: true })
    else setError('root', { type: 'server', message })
  }
}
