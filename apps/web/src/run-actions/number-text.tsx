import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import classes from './dialog.module.css'

type Props = {
  /** What react-hook-form's `register` answers. */
  readonly field: UseFormRegisterReturn
  readonly label: string
  readonly description?: ReactNode
  readonly error: string | undefined
  readonly inputMode: 'decimal' | 'numeric'
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}

/** A number as text, so that `3e-4` can be typed. */
export function NumberText({ field, label, autoFocus = false, ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      name={field.name}
      ref={field.ref}
      onChange={field.onChange}
      onBlur={field.onBlur}
      className={classes.number ?? ''}
      size="sm"
      label={label}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete="off"
      data-autofocus={autoFocus || undefined}
    />
  )
}
