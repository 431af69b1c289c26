'use client'

import { Input, SegmentedControl, TextInput } from '@mantine/core'
import { ChevronRight } from 'lucide-react'
import { Controller, useFormContext } from 'react-hook-form'
import { FieldGroup } from './field-group.tsx'
import type { LaunchValues } from './launch-values.ts'
import { NumberField } from './number-field.tsx'
import classes from './training-fields.module.css'

/** How it is trained; what is rarely changed is folded away. */
export function TrainingFields() {
  const { control, register, formState } = useFormContext<LaunchValues>()
  const { errors } = formState
  return (
    <FieldGroup title="Training">
      <div className={classes.row}>
        <NumberField name="epochs" label="Epochs" />
        <NumberField name="batchSize" label="Batch size" />
        <TextInput
          label="Learning rate"
          id="learningRate"
          inputMode="decimal"
          autoComplete="off"
          error={errors.learningRate?.message}
          styles={{ input: { fontFamily: 'var(--mono)' } }}
          {...register('learningRate')}
        />
      </div>
      <details className={classes.more} open={errors.seed || errors.precision ? true : undefined}>
        <summary>
          <ChevronRight size={14} aria-hidden="true" />
          Precision and seed
        </summary>
        <div className={classes.row}>
          <Input.Wrapper
            label="Precision"
            description="bfloat16: products only, weights stay 32-bit"
            labelElement="div"
            labelProps={{ id: 'precision' }}
          >
            <div className={classes.choice}>
              <Controller
                control={control}
                name="precision"
                render={({ field }) => (
                  <SegmentedControl
                    aria-labelledby="precision"
                    value={field.value}
                    onChange={field.onChange}
                    data={[
                      { value: 'FLOAT32', label: '32-bit float' },
                      { value: 'BFLOAT16', label: 'bfloat16' },
                    ]}
                  />
                )}
              />
            </div>
          </Input.Wrapper>
          <NumberField
            name="seed"
            label="Seed"
            placeholder="drawn"
            description="Weights, order of batches, dropout"
          />
        </div>
      </details>
    </FieldGroup>
  )
}
