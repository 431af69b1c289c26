'use client'

import { Input, SegmentedControl } from '@mantine/core'
import { Controller, useFormContext } from 'react-hook-form'
import type { LaunchValues } from './launch-values.ts'
import { NumberField } from './number-field.tsx'
import classes from './precision-fields.module.css'

/** The numbers that it computes with, what its random ones are drawn from, and how often it is taken up again. */
export function PrecisionFields() {
  const { control } = useFormContext<LaunchValues>()
  return (
    <>
      <Input.Wrapper
        className={classes.precision ?? ''}
        label="Precision"
        description="bfloat16: activations, products; weights stay 32-bit"
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
                  { value: 'float32', label: '32-bit float' },
                  { value: 'bfloat16', label: 'bfloat16' },
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
        description="Weights, order of batches, dropout, augmentation"
      />
      <NumberField
        name="maxRestarts"
        label="Restarts"
        placeholder="3"
        description="After failures that another attempt may mend"
      />
    </>
  )
}
