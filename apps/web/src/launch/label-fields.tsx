'use client'

import { TagsInput, TextInput } from '@mantine/core'
import { Controller, useFormContext } from 'react-hook-form'
import { FieldGroup } from './field-group.tsx'
import classes from './label-fields.module.css'
import type { LaunchValues } from './launch-values.ts'

/** What the run is found by later. */
export function LabelFields() {
  const { control, register, formState } = useFormContext<LaunchValues>()
  return (
    <FieldGroup title="Labels">
      <div className={classes.row}>
        <TextInput
          label="Name"
          id="name"
          placeholder="made of the preset and the run's number"
          maxLength={120}
          autoComplete="off"
          error={formState.errors.name?.message}
          {...register('name')}
        />
        <Controller
          control={control}
          name="tags"
          render={({ field, fieldState }) => (
            <TagsInput
              label="Tags"
              id="tags"
              ref={field.ref}
              placeholder={field.value.length === 0 ? 'Enter after each' : ''}
              value={field.value}
              onChange={field.onChange}
              maxTags={20}
              error={fieldState.error?.message}
            />
          )}
        />
      </div>
    </FieldGroup>
  )
}
