'use client'

import { optimizerTypes } from '@atelier/ml-core/spec'
import { Select, TextInput } from '@mantine/core'
import { type ComponentProps, useState } from 'react'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { optimizerExtras, recipeText } from '../format/recipe-text.ts'
import { FieldGroup } from './field-group.tsx'
import { FoldedGroup } from './folded-group.tsx'
import { type LaunchValues, recipeIn } from './launch-values.ts'
import { NumberField } from './number-field.tsx'
import { PrecisionFields } from './precision-fields.tsx'
import { RecipeNotice } from './recipe-notice.tsx'
import { RegularisationFields } from './regularisation-fields.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { optimizerFields } from './setting-fields.ts'
import { SettingsFields } from './settings-fields.tsx'
import classes from './training-fields.module.css'
import type { RecipeState } from './use-recipe.ts'

const REGULARISATION = ['augmentation', 'labelSmoothing', 'earlyStopping'] as const

type Props = {
  readonly recipe: RecipeState
  readonly dataset: ComponentProps<typeof RegularisationFields>['dataset']
}

/** How it is trained: what is often changed in one row, the rest in four groups that are folded away. */
export function TrainingFields({ recipe, dataset }: Props) {
  const { control, register, formState, setValue, getValues } = useFormContext<LaunchValues>()
  const values = useWatch({ control, compute: (all: LaunchValues) => all })
  const { changed } = recipe
  const [seen, setSeen] = useState(false)
  const now = recipeIn(values)
  /** The default rate of the optimizer before is no choice that anybody made. */
  const takeRateOf = (type: string, before: string) => {
    const own = optimizerTypes.get(before)?.learningRate
    const next = optimizerTypes.get(type)?.learningRate
    if (next !== undefined && Number(getValues('optimizer.learningRate')) === own)
      setValue('optimizer.learningRate', String(next), { shouldValidate: true })
  }
  return (
    <FieldGroup title="Training">
      <div>
        <RecipeNotice recipe={recipe} />
        <div className={classes.row}>
          <NumberField name="epochs" label="Epochs" />
          <NumberField name="batchSize" label="Batch size" />
          <Controller
            control={control}
            name="optimizer.type"
            render={({ field, fieldState }) => (
              <Select
                label="Optimizer"
                id="optimizer.type"
                ref={field.ref}
                data={[...optimizerTypes.keys()]}
                value={field.value}
                onChange={(type) => {
                  if (type === null) return
                  takeRateOf(type, field.value)
                  field.onChange(type)
                }}
                allowDeselect={false}
                error={fieldState.error?.message}
              />
            )}
          />
          <TextInput
            label="Learning rate"
            id="optimizer.learningRate"
            inputMode="decimal"
            autoComplete="off"
            error={formState.errors.optimizer?.learningRate?.message}
            styles={{ input: { fontFamily: 'var(--mono)' } }}
            {...register('optimizer.learningRate')}
          />
        </div>
        <FoldedGroup
          title="Optimizer settings"
          state={optimizerExtras(now)}
          changed={changed.has('optimizer')}
          at={['optimizer.settings']}
        >
          <SettingsFields at="optimizer.settings" fields={optimizerFields(values.optimizer.type)} />
        </FoldedGroup>
        <FoldedGroup
          title="Learning-rate schedule"
          state={recipeText(now, ['learningRateSchedule'])}
          changed={changed.has('learningRateSchedule')}
          at={['learningRateSchedule']}
        >
          <ScheduleFields />
        </FoldedGroup>
        <FoldedGroup
          title="Regularisation and data"
          state={recipeText(now, REGULARISATION)}
          changed={REGULARISATION.some((part) => changed.has(part))}
          at={REGULARISATION}
          onOpen={setSeen}
        >
          <RegularisationFields dataset={dataset} seen={seen} />
        </FoldedGroup>
        <FoldedGroup
          title="Precision, seed and restarts"
          state={[
            recipeText(now, ['precision']),
            values.seed === '' ? 'seed drawn' : `seed ${values.seed}`,
            ...(values.maxRestarts === '' ? [] : [`restarts ${values.maxRestarts}`]),
          ].join(', ')}
          changed={changed.has('precision')}
          at={['precision', 'seed', 'maxRestarts']}
        >
          <PrecisionFields />
        </FoldedGroup>
      </div>
    </FieldGroup>
  )
}
