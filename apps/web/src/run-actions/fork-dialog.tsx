'use client'

import { useMutation, useQuery } from '@apollo/client/react'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { Controller, useForm, useWatch } from 'react-hook-form'
import { ForkRunDocument, RunCheckpointsDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { percent, setting } from '../format/figures.ts'
import type { RunOnPage } from '../run/apply-run-event.ts'
import { bestEpoch } from '../run-state/best-epoch.ts'
import { Bone } from '../ui/bone.tsx'
import classes from './dialog.module.css'
import { nameOf } from './names.tsx'
import { NumberText } from './number-text.tsx'
import { showRefusals } from './show-refusals.ts'
import { isNumber, isWhole, typedNumber } from './typed-number.ts'

type Props = {
  readonly run: RunOnPage
  /** The epoch that the page shows, if one is chosen. */
  readonly shown: number | null
  readonly opened: boolean
  readonly onClose: () => void
}

/** Launches a run that goes on from a stored epoch of this one. */
export const ForkDialog = ({ opened, onClose, ...props }: Props) => (
  <Modal opened={opened} onClose={onClose} title={`Fork ${nameOf(props.run)}`} size="md">
    <Checkpoints {...props} onDone={onClose} />
  </Modal>
)

type CheckpointsProps = Pick<Props, 'run' | 'shown'> & { readonly onDone: () => void }

/** No event tells of checkpoints: which there are is asked when the dialog opens. */
function Checkpoints(props: CheckpointsProps) {
  const { data, error } = useQuery(RunCheckpointsDocument, {
    variables: { id: props.run.id },
    fetchPolicy: 'network-only',
  })
  if (error) return <Nothing text={whyFailed(error)} onDone={props.onDone} />
  if (!data) return <Bone height={220} />
  const stored = data.run?.checkpointEpochs ?? []
  if (stored.length === 0)
    return <Nothing text="No checkpoint is stored yet. The first comes with the first epoch." {...props} />
  return <ForkForm {...props} stored={stored} />
}

const Nothing = ({ text, onDone }: { readonly text: string; readonly onDone: () => void }) => (
  <div className={classes.form}>
    <p role="alert">{text}</p>
    <div className={classes.buttons}>
      <Button variant="default" onClick={onDone}>
        Close
      </Button>
    </div>
  </div>
)

/** As many as were planned; where they are all done, as many again. */
const epochsFrom = (epoch: number, planned: number): number => (planned > epoch ? planned : epoch + planned)

function ForkForm({ run, shown, stored, onDone }: CheckpointsProps & { readonly stored: readonly number[] }) {
  const router = useRouter()
  const [fork] = useMutation(ForkRunDocument)
  const newest = stored.at(-1) ?? 1
  const first = shown !== null && stored.includes(shown) ? shown : newest
  const form = useForm({
    defaultValues: {
      epoch: String(first),
      name: '',
      learningRate: setting(run.config?.optimizer.learningRate ?? 0),
      epochs: String(epochsFrom(first, run.epochsPlanned)),
    },
  })
  const { errors, isSubmitting, dirtyFields } = form.formState
  const epoch = Number(useWatch({ control: form.control, name: 'epoch' }))
  const submit = form.handleSubmit(async (typed) => {
    const input = {
      ...{ runId: run.id, epoch: Number(typed.epoch), name: typed.name.trim() || null },
      ...{ learningRate: typedNumber(typed.learningRate), epochs: typedNumber(typed.epochs) },
    }
    try {
      const { data } = await fork({ variables: { input } })
      showRefusals(['epoch', 'name', 'learningRate', 'epochs'], data?.forkRun.userErrors ?? [], form.setError)
      if (!data?.forkRun.run) return
      onDone()
      router.push(`/runs/${data.forkRun.run.id}`)
    } catch (error) {
      form.setError('root', { message: `${whyFailed(error)} Nothing was launched.` })
    }
  })
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <p>A new run goes on from the weights of an epoch and shares the history up to it.</p>
      <Controller
        control={form.control}
        name="epoch"
        render={({ field }) => (
          <Select
            size="sm"
            label="From epoch"
            data={options(run, stored)}
            searchable={stored.length > 12}
            allowDeselect={false}
            value={field.value}
            ref={field.ref}
            onBlur={field.onBlur}
            onChange={(value) => {
              if (value === null) return
              field.onChange(value)
              if (!dirtyFields.epochs)
                form.resetField('epochs', {
                  defaultValue: String(epochsFrom(Number(value), run.epochsPlanned)),
                })
            }}
            error={errors.epoch?.message}
            data-autofocus
          />
        )}
      />
      <TextInput
        {...form.register('name')}
        size="sm"
        label="Name"
        placeholder={`${run.name} from epoch ${epoch}`}
        maxLength={200}
        autoComplete="off"
        error={errors.name?.message}
      />
      <div className={classes.pair}>
        <NumberText
          field={form.register('learningRate', { validate: isNumber })}
          label="Learning rate"
          inputMode="decimal"
          error={errors.learningRate?.message}
        />
        <NumberText
          field={form.register('epochs', { validate: isWhole })}
          label="Epochs"
          description={`In all: ${epoch} are done`}
          inputMode="numeric"
          error={errors.epochs?.message}
        />
      </div>
      {errors.root && (
        <p className={classes.failure} role="alert">
          {errors.root.message}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={isSubmitting}>
          Launch fork
        </Button>
      </div>
    </form>
  )
}

/** The newest first, each with what it reached. */
function options(run: RunOnPage, stored: readonly number[]) {
  const best = bestEpoch(run.history)?.index
  return stored.toReversed().map((index) => {
    const accuracy = run.history.find((epoch) => epoch.index === index)?.validationAccuracy
    const reached = accuracy == null ? '' : `, validation accuracy ${percent(accuracy)}`
    return { value: String(index), label: `${index}${reached}${index === best ? ', best' : ''}` }
  })
}
