'use client'

import { Input, SegmentedControl, Select } from '@mantine/core'
import { Controller, useFormContext } from 'react-hook-form'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { count } from '../format/figures.ts'
import classes from './data-fields.module.css'
import { FieldGroup } from './field-group.tsx'
import { ImageStrip } from './image-strip.tsx'
import type { LaunchValues } from './launch-values.ts'
import { NumberField } from './number-field.tsx'

type Dataset = LaunchPageQuery['datasets'][number]
type Props = { readonly datasets: readonly Dataset[]; readonly dataset: Dataset }

/** Which images are trained on, and which the epochs are judged by. */
export function DataFields({ datasets, dataset }: Props) {
  const { control, watch } = useFormContext<LaunchValues>()
  const split = watch('validation') === 'split'
  return (
    <FieldGroup title="Data">
      <div className={classes.fields}>
        <div className={classes.dataset}>
          <Controller
            control={control}
            name="dataset"
            render={({ field, fieldState }) => (
              <Select
                label="Data set"
                id="dataset"
                ref={field.ref}
                data={datasets.map(({ name, title }) => ({ value: name, label: title }))}
                value={field.value}
                onChange={(name) => name && field.onChange(name)}
                allowDeselect={false}
                error={fieldState.error?.message}
              />
            )}
          />
          <p className={classes.facts}>
            <span className="number">{count(dataset.trainCount)}</span> training and{' '}
            <span className="number">{count(dataset.testCount)}</span> test images,{' '}
            <span className="number">{dataset.inputShape.slice(0, 2).join('×')}</span> pixels,{' '}
            <span className="number">{dataset.labels.length}</span> classes
          </p>
        </div>
        <ImageStrip labels={dataset.labels} examples={dataset.examples.edges.map((edge) => edge.node)} />
        <div className={classes.row}>
          <NumberField
            name="trainLimit"
            label="Training images"
            placeholder={`all ${count(dataset.trainCount)}`}
            description="Only the first so many; empty: all"
          />
          <Input.Wrapper
            label="Validation"
            description="What every epoch is judged by"
            labelElement="div"
            labelProps={{ id: 'validation-label' }}
          >
            <div className={classes.choice}>
              <Controller
                control={control}
                name="validation"
                render={({ field }) => (
                  <SegmentedControl
                    aria-labelledby="validation-label"
                    value={field.value}
                    onChange={field.onChange}
                    data={[
                      { value: 'test', label: 'Test set' },
                      { value: 'split', label: 'Split' },
                    ]}
                  />
                )}
              />
              {split && (
                <NumberField name="validationPercent" label="Held back" hideLabel suffix=" %" decimals={2} />
              )}
            </div>
          </Input.Wrapper>
        </div>
      </div>
    </FieldGroup>
  )
}
