'use client'

import { Alert, Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useId, useRef } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { roughly } from '../format/time.ts'
import type { Project } from '../run-list/choose-project.ts'
import { PageHeader } from '../ui/page-header.tsx'
import { checkValues } from './check-values.ts'
import { DataFields } from './data-fields.tsx'
import { estimateSeconds } from './estimate.ts'
import { LabelFields } from './label-fields.tsx'
import classes from './launch-form.module.css'
import { defaultValues, type LaunchValues, valuesOf } from './launch-values.ts'
import { ModelField } from './model-field.tsx'
import { Preview } from './preview.tsx'
import { TrainingFields } from './training-fields.tsx'
import { useLaunch } from './use-launch.ts'
import { useTypedBefore } from './use-typed-before.ts'

type Props = {
  readonly project: Project
  readonly datasets: LaunchPageQuery['datasets']
  readonly recent: readonly LaunchPageQuery['runs']['edges'][number]['node'][]
  readonly again: LaunchPageQuery['again']
}

/** What to train, on the left; what would come of it, checked as it is typed, on the right. */
export function LaunchForm({ project, datasets, recent, again }: Props) {
  const id = useId()
  const submitRef = useRef<HTMLButtonElement>(null)
  const datasetOf = (name: string) => datasets.find((dataset) => dataset.name === name) ?? datasets[0]
  const form = useForm<LaunchValues>({
    defaultValues: again ? valuesOf(again) : defaultValues,
    mode: 'onChange',
    shouldFocusError: false,
    resolver: (values) => {
      const dataset = datasetOf(values.dataset)
      const issues = dataset ? checkValues(values, dataset).issues : []
      if (issues.length === 0) return { values, errors: {} }
      // The first issue of a field is the one that its place has room for.
      const errors = Object.fromEntries(
        [...issues].reverse().map(({ field, message }) => [field, { type: 'check', message }]),
      )
      return { values: {}, errors }
    },
  })
  useTypedBefore(id, form)
  const values = useWatch({ control: form.control, compute: (all: LaunchValues) => all })
  const { launch, failure } = useLaunch(project, form.setError)
  useHotkeys([['mod+Enter', () => submitRef.current?.click()]], [])
  const dataset = datasetOf(values.dataset)
  if (!dataset) return <Alert color="red">The server offers no data set.</Alert>
  const checked = checkValues(values, dataset)
  const seconds =
    checked.images === null
      ? null
      : estimateSeconds(recent, {
          preset: values.preset,
          precision: values.precision,
          images: checked.images,
        })
  return (
    <FormProvider {...form}>
      <PageHeader title={again ? `Launch ${again.name} #${again.number} again` : 'New run'}>
        <span className={classes.project}>in {project.name}</span>
      </PageHeader>
      <form
        id={id}
        className={classes.columns}
        noValidate
        aria-label="New run"
        onSubmit={form.handleSubmit(launch)}
      >
        <div className={classes.fields}>
          <DataFields datasets={datasets} dataset={dataset} />
          <ModelField
            layers={values.layers}
            inputShape={dataset.inputShape}
            classes={dataset.labels.length}
          />
          <TrainingFields />
          <LabelFields />
        </div>
        <aside className={classes.preview} aria-label="What would be trained">
          <Preview checked={checked} epochs={values.epochs} />
          <div className={classes.launch}>
            {failure && (
              <p role="alert" className={classes.failure}>
                {failure}
              </p>
            )}
            <Button
              ref={submitRef}
              type="submit"
              size="sm"
              fullWidth
              loading={form.formState.isSubmitting}
              aria-describedby={`${id}-what`}
            >
              {seconds === null ? 'Launch run' : `Launch run (${roughly(seconds)})`}
            </Button>
            <p id={`${id}-what`} className={classes.what}>
              It waits for the next free worker; this page leads you to its curves.
            </p>
          </div>
        </aside>
      </form>
    </FormProvider>
  )
}
