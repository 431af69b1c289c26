'use client'

import { TextInput } from '@mantine/core'
import type { ComponentProps } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { AugmentationFields } from './augmentation-fields.tsx'
import { hintOf, labelOf } from './field-labels.ts'
import type { LaunchValues } from './launch-values.ts'
import classes from './regularisation-fields.module.css'
import { earlyStoppingFields } from './setting-fields.ts'
import { SettingsFields } from './settings-fields.tsx'

/** What keeps a model from learning its training images by heart. */
export function RegularisationFields(props: ComponentProps<typeof AugmentationFields>) {
  const { control, register, formState } = useFormContext<LaunchValues>()
  const patience = useWatch({ control, name: 'earlyStopping.patience' }) ?? ''
  return (
    <>
      <h3 className={classes.heading}>Augmentation: training images, changed at random</h3>
      <AugmentationFields {...props} />
      <h3 className={classes.heading}>Labels and end</h3>
      <TextInput
        label={labelOf('labelSmoothing')}
        description={hintOf('labelSmoothing')}
        id="labelSmoothing"
        inputMode="decimal"
        autoComplete="off"
        error={formState.errors.labelSmoothing?.message}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        styles={{ input: { fontFamily: 'var(--mono)' } }}
        {...register('labelSmoothing')}
      />
      <SettingsFields
        at="earlyStopping"
        fields={patience === '' ? earlyStoppingFields.slice(0, 1) : earlyStoppingFields}
      />
    </>
  )
}
