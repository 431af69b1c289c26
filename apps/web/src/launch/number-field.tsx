'use client'

import { NumberInput } from '@mantine/core'
import { type FieldPathByValue, useController, useFormContext } from 'react-hook-form'
import type { LaunchValues } from './launch-values.ts'

type Props = {
  readonly name: FieldPathByValue<LaunchValues, number | string>
  readonly label: string
  /** The label is for those who listen: the place says enough. */
  readonly hideLabel?: boolean
  readonly description?: string
  readonly placeholder?: string
  readonly suffix?: string
  readonly step?: number
  readonly decimals?: number
}

/** A number as it is typed; whether it will do is the check's business. */
export function NumberField({
  name,
  label,
  hideLabel = false,
  suffix = '',
  step = 1,
  decimals = 0,
  ...texts
}: Props) {
  const { control } = useFormContext<LaunchValues>()
  const { field, fieldState } = useController({ control, name })
  return (
    <NumberInput
      {...texts}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      id={name}
      ref={field.ref}
      value={field.value}
      onChange={field.onChange}
      onBlur={field.onBlur}
      error={fieldState.error?.message}
      suffix={suffix}
      step={step}
      decimalScale={decimals}
      thousandSeparator=","
      allowNegative={false}
      styles={{ input: { fontFamily: 'var(--mono)' } }}
    />
  )
}
