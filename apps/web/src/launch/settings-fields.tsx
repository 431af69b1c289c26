'use client'

import { useFormContext, useWatch } from 'react-hook-form'
import type { LaunchValues } from './launch-values.ts'
import type { SettingField } from './setting-fields.ts'
import { SettingInput } from './setting-input.tsx'
import { fieldsInPlay } from './settings.ts'

export type SettingsPlace =
  | 'optimizer.settings'
  | 'learningRateSchedule.settings'
  | 'earlyStopping'
  | 'augmentation'

type Props = { readonly at: SettingsPlace; readonly fields: readonly SettingField[] }

/** The settings that matter now, one input each. */
export function SettingsFields({ at, fields }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const typed = useWatch({ control, name: at })
  return fieldsInPlay(fields, typed).map((field) => <SettingInput key={field.name} at={at} field={field} />)
}
