'use client'

import { useMutation } from '@apollo/client/react'
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { type RunStatus, SteerRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { learningRate } from '../format/figures.ts'
import { spaced } from '../format/recipe-text.ts'
import type { RunOnPage } from '../run/apply-run-event.ts'
import { notices } from '../ui/overlays.ts'
import classes from './dialog.module.css'
import { nameOf } from './names.tsx'
import { NumberText } from './number-text.tsx'
import { showRefusals } from './show-refusals.ts'
import { isNumber, isWhole, typedNumber } from './typed-number.ts'

type Props = { readonly run: RunOnPage; readonly opened: boolean; readonly onClose: () => void }

/** Changes a training that runs or is paused. */
export function SteerDialog({ run, opened, onClose }: Props) {
  const [told, setTold] = useState<Told>()
  // Until an epoch ends with it, no epoch says which rate was asked for.
  const rate =
    told?.after === run.epochsCompleted
      ? told.rate
      : (run.history.at(-1)?.learningRate ?? run.config?.optimizer.learningRate ?? 0)
  const onTold = (learningRate: number | null) =>
    learningRate !== null && setTold({ rate: learningRate, after: run.epochsCompleted })
  return (
    <Modal opened={opened} onClose={onClose} title={`Change ${nameOf(run)}`} size="sm">
      <SteerForm run={run} rate={rate} onTold={onTold} onDone={onClose} />
    </Modal>
  )
}

type Told = { readonly rate: number; readonly after: number }

type FormProps = {
  readonly run: RunOnPage
  readonly rate: number
  readonly onTold: (learningRate: number | null) => unknown
  readonly onDone: () => void
}

/** Without a base rate: its worker would refuse another one. */
const NAMES_ITS_RATES = 'PiecewiseConstantDecay'

/** A training that is held while its epoch is validated takes orders only when it goes on. */
const holdsFrom = (status: RunStatus): string =>
  status === 'PAUSED'
    ? 'The change holds at the latest when the run is resumed.'
    : 'The change holds from the next step on.'

function SteerForm({ run, rate, onTold, onDone }: FormProps) {
  const [steer] = useMutation(SteerRunDocument)
  const schedule = run.config?.learningRateSchedule.type ?? 'Constant'
  // What the form began with counts: the rate of a schedule moves on while the person types.
  const form = useForm({
    defaultValues: { learningRate: learningRate(rate), epochs: String(run.epochsPlanned) },
  })
  const { errors, dirtyFields, isDirty, isSubmitting } = form.formState
  const epochs = typedNumber(useWatch({ control: form.control, name: 'epochs' }))
  const submit = form.handleSubmit(async (typed) => {
    const variables = {
      id: run.id,
      learningRate: dirtyFields.learningRate ? typedNumber(typed.learningRate) : null,
      epochs: dirtyFields.epochs ? typedNumber(typed.epochs) : null,
    }
    try {
      const { data } = await steer({ variables })
      const refusals = data?.steerRun.userErrors ?? []
      showRefusals(['learningRate', 'epochs'], refusals, form.setError)
      if (!data || refusals.length > 0) return
      onTold(variables.learningRate)
      onDone()
      notices.show({ title: `Change passed on to ${nameOf(run)}`, message: holdsFrom(run.status) })
    } catch (error) {
      form.setError('root', { message: `${whyFailed(error)} Nothing was changed.` })
    }
  })
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <p>{holdsFrom(run.status)}</p>
      <div className={classes.pair}>
        <NumberText
          field={form.register('learningRate', { validate: isNumber })}
          label="Learning rate"
          description={
            schedule === NAMES_ITS_RATES
              ? 'The schedule names its rates itself'
              : schedule === 'Constant'
                ? undefined
                : `${spaced(schedule)} goes on from it`
          }
          inputMode="decimal"
          disabled={schedule === NAMES_ITS_RATES}
          autoFocus
          error={errors.learningRate?.message}
        />
        <NumberText
          field={form.register('epochs', { validate: isWhole })}
          label="Epochs"
          description={
            epochs <= run.epochsCompleted + 1
              ? 'Ends after the running one'
              : `${run.epochsCompleted} done so far`
          }
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
          Keep as it is
        </Button>
        <Button type="submit" loading={isSubmitting} disabled={!isDirty}>
          Change run
        </Button>
      </div>
    </form>
  )
}
