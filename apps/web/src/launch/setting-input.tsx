'use client'

import { Checkbox, Select, TextInput } from '@mantine/core'
import type { Ref } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { words } from '../run/layer-text.ts'
import { hintOf, labelOf } from './field-labels.ts'
import type { LaunchValues } from './launch-values.ts'
import type { Setting, SettingField } from './setting-fields.ts'
import classes from './setting-input.module.css'
import type { SettingsPlace } from './settings-fields.tsx'

type Props = { readonly at: SettingsPlace; readonly field: SettingField }

/** One setting of the form. */
export function SettingInput({ at, field }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const { field: bound, fieldState } = useController({ control, name: `${at}.${field.name}` })
  return (
    <SettingControl
      id={bound.name}
      inputRef={bound.ref}
      label={labelOf(bound.name)}
      hint={hintOf(bound.name)}
      error={fieldState.error?.message}
      field={field}
      value={bound.value}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
    />
  )
}

type ControlProps = {
  readonly id: string
  readonly inputRef?: Ref<HTMLInputElement>
  readonly label: string
  readonly hint: string | undefined
  readonly error: string | undefined
  readonly field: SettingField
  readonly value: Setting | undefined
  readonly onChange: (value: Setting) => void
  readonly onBlur?: () => void
}

/** One setting as its schema describes it: a number or a list as text, a choice, or a switch. */
export function SettingControl(props: ControlProps) {
  const { id, inputRef, label, hint, error, onChange, onBlur, field } = props
  const value = props.value ?? field.fallback
  const shared = { id, label, error, ...(inputRef ? { ref: inputRef } : {}) }
  if (field.kind === 'switch')
    return (
      <Checkbox
        {...shared}
        className={classes.switch ?? ''}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (field.kind === 'choice')
    return (
      <Select
        {...shared}
        data={field.choices.map((choice) => ({ value: choice, label: words(choice) }))}
        value={String(value)}
        onChange={(choice) => choice !== null && onChange(choice)}
        allowDeselect={false}
      />
    )
  return (
    <TextInput
      {...shared}
      description={hint}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      autoComplete="off"
      placeholder={String(field.fallback)}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(onBlur ? { onBlur } : {})}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      styles={{ input: { fontFamily: 'var(--mono)' } }}
    />
  )
}
