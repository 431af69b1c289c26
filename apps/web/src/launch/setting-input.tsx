'use client'

import { Checkbox, Select, TextInput } from '@mantine/core'
import { useController, useFormContext } from 'react-hook-form'
import { words } from '../run/layer-text.ts'
import { hintOf, labelOf } from './field-labels.ts'
import type { LaunchValues } from './launch-values.ts'
import type { SettingField } from './setting-fields.ts'
import classes from './setting-input.module.css'
import type { SettingsPlace } from './settings-fields.tsx'

type Props = { readonly at: SettingsPlace; readonly field: SettingField }

/** One setting as its schema describes it: a number or a list as text, a choice, or a switch. */
export function SettingInput({ at, field: { name, kind, choices, fallback } }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const { field, fieldState } = useController({ control, name: `${at}.${name}` })
  const place = field.name
  const value = field.value ?? fallback
  const shared = {
    id: place,
    ref: field.ref,
    label: labelOf(place),
    error: fieldState.error?.message,
  }
  if (kind === 'switch')
    return (
      <Checkbox
        {...shared}
        className={classes.switch ?? ''}
        checked={value === true}
        onChange={(event) => field.onChange(event.currentTarget.checked)}
      />
    )
  if (kind === 'choice')
    return (
      <Select
        {...shared}
        data={choices.map((choice) => ({ value: choice, label: words(choice) }))}
        value={String(value)}
        onChange={(choice) => choice !== null && field.onChange(choice)}
        allowDeselect={false}
      />
    )
  return (
    <TextInput
      {...shared}
      description={hintOf(place)}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      autoComplete="off"
      placeholder={String(fallback)}
      value={String(value)}
      onChange={(event) => field.onChange(event.currentTarget.value)}
      onBlur={field.onBlur}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      styles={{ input: { fontFamily: 'var(--mono)' } }}
    />
  )
}
