'use client'

import './zod-without-eval.ts'
import { Alert, Button } from '@mantine/core'
import { useHotkeys, useMounted } from '@mantine/hooks'
import { useId, useRef, useState } from 'react'
import { type FieldErrors, FormProvider, set, useForm, useWatch } from 'react-hook-form'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { roughly } from '../format/time.ts'
import type { Project } from '../run-list/choose-project.ts'
import { PageHeader } from '../ui/page-header.tsx'
import { changesSince } from './changes.ts'
import { ChangesNotice } from './changes-notice.tsx'
import { checkValues } from './check-values.ts'
import { Cost } from './cost.tsx'
import { DataFields } from './data-fields.tsx'
import type { EditedLayer } from './edited-layers.ts'
import { estimateMemory, estimateTime } from './estimate.ts'
import { LabelFields } from './label-fields.tsx'
import classes from './launch-form.module.css'
import { LaunchTexts } from './launch-texts.tsx'
import { emptyValues, type LaunchValues, valuesOf } from './launch-values.ts'
import { ModelField } from './model-field.tsx'
import { Preview } from './preview.tsx'
import { baseValues } from './recipe-values.ts'
import { TrainingFields } from './training-fields.tsx'
import { useLaunch } from './use-launch.ts'
import { useRecipe } from './use-recipe.ts'
import { useTypedBefore } from './use-typed-before.ts'

type Dataset = LaunchPageQuery['datasets'][number]
type Props = {
  readonly project: Project
  readonly datasets: readonly Dataset[]
  readonly recent: readonly LaunchPageQuery['runs']['edges'][number]['node'][]
  readonly workers: LaunchPageQuery['workers']
  readonly again: LaunchPageQuery['again']
}

/** The form, where the server offers anything that could be trained on. */
export function LaunchForm(props: Props) {
  const [first] = props.datasets
  return first ? <Form {...props} first={first} /> : <Alert color="red">The server offers no data set.</Alert>
}

/** What to train, on the left; what would come of it, checked as it is typed, on the right. */
function Form({ project, datasets, recent, workers, again, first }: Props & { readonly first: Dataset }) {
  const id = useId()
  const submitRef = useRef<HTMLButtonElement>(null)
  const datasetOf = (name: string) => datasets.find((dataset) => dataset.name === name) ?? first
  const [start] = useState(() => firstValues(again, first))
  const template = again ? start : null
  const form = useForm<LaunchValues>({
    defaultValues: start,
    mode: 'onChange',
    shouldFocusError: false,
    resolver: (values) => {
      const { issues } = checkValues(values, datasetOf(values.dataset))
      if (issues.length === 0) return { values, errors: {} }
      const errors: FieldErrors<LaunchValues> = {}
      // The first issue of a field is the one that its place has room for.
      for (const { field, message } of [...issues].reverse()) set(errors, field, { type: 'check', message })
      return { values: {}, errors }
    },
  })
  const values = useWatch({ control: form.control, compute: (all: LaunchValues) => all })
  const dataset = datasetOf(values.dataset)
  const recipe = useRecipe(form, values, dataset)
  /** The training settings stay as they are: they were right for what the layers were made of. */
  const edit = (layers: readonly EditedLayer[]) => {
    form.setValue('layers', layers, { shouldDirty: true })
    form.setValue('preset', '', { shouldDirty: true, shouldValidate: true })
  }
  const choose = (preset: string) => (preset === '' ? edit(values.layers ?? []) : recipe.follow({ preset }))
  useTypedBefore(id, form, choose)
  const { launch, failure } = useLaunch(project, dataset, form.setError)
  // Until the page's program is there the browser itself would send the form, and what was typed would be lost.
  const mounted = useMounted()
  useHotkeys([['mod+Enter', () => submitRef.current?.click()]], [])
  const checked = checkValues(values, dataset)
  const running = workers.filter(({ status }) => status !== 'stopped' && status !== 'lost')
  const [chosen, setChosen] = useState<string>()
  const worker = running.find((one) => one.id === chosen) ?? running[0]
  const time =
    checked.spec && checked.images !== null
      ? estimateTime(recent, checked.spec, {
          images: checked.images,
          device: worker?.device ?? null,
          datasets,
        })
      : null
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
            checked={checked}
            template={template}
            inputShape={dataset.inputShape}
            classes={dataset.labels.length}
            onChoose={choose}
            onLayers={edit}
          />
          <TrainingFields recipe={recipe} dataset={dataset} />
          <LabelFields />
          <LaunchTexts values={values} datasets={datasets} projectId={project.id} />
        </div>
        <aside className={classes.preview} aria-label="What would be trained">
          {again && template && (
            <ChangesNotice from={`${again.name} #${again.number}`} changes={changesSince(template, values)} />
          )}
          <Preview checked={checked} epochs={values.epochs}>
            <Cost
              workers={running}
              worker={worker}
              onWorker={setChosen}
              time={time}
              memory={checked.spec && estimateMemory(checked.spec)}
            />
          </Preview>
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
              disabled={!mounted}
              loading={form.formState.isSubmitting}
              aria-describedby={`${id}-what`}
            >
              {time === null ? 'Launch run' : `Launch run (${roughly(time.seconds)})`}
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

function firstValues(again: LaunchPageQuery['again'], dataset: Dataset): LaunchValues {
  const base = baseValues(emptyValues, dataset)
  return again ? valuesOf(again, base) : { ...emptyValues, ...base }
}
