'use client'

import { scheduleTypes } from '@atelier/ml-core/spec'
import { Select, TextInput } from '@mantine/core'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { spaced } from '../format/recipe-text.ts'
import { hintOf, labelOf } from './field-labels.ts'
import type { LaunchValues } from './launch-values.ts'
import { scheduleFields } from './setting-fields.ts'
import { SettingsFields } from './settings-fields.tsx'

/** How the learning rate changes over the run. Its curve is drawn beside the form. */
export function ScheduleFields() {
  const { control, register, formState } = useFormContext<LaunchValues>()
  const type = useWatch({ control, name: 'learningRateSchedule.type' })
  return (
    <>
      <Controller
        control={control}
        name="learningRateSchedule.type"
        render={({ field, fieldState }) => (
          <Select
            label={labelOf(field.name)}
            id={field.name}
            ref={field.ref}
            data={[...scheduleTypes.keys()].map((value) => ({ value, label: spaced(value) }))}
            value={field.value}
            onChange={(chosen) => chosen !== null && field.onChange(chosen)}
            allowDeselect={false}
            error={fieldState.error?.message}
          />
        )}
      />
      <TextInput
        label={labelOf('warmUpEpochs')}
        description={hintOf('warmUpEpochs')}
        id="learningRateSchedule.warmUpEpochs"
        inputMode="decimal"
        autoComplete="off"
        error={formState.errors.learningRateSchedule?.warmUpEpochs?.message}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        styles={{ input: { fontFamily: 'var(--mono)' } }}
        {...register('learningRateSchedule.warmUpEpochs')}
      />
      <SettingsFields at="learningRateSchedule.settings" fields={scheduleFields(type)} />
    </>
  )
}
