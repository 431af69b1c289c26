'use client'

import { skipToken, useQuery } from '@apollo/client/react'
import { useDebouncedValue } from '@mantine/hooks'
import { RunStepsDocument } from '#gql/graphql.ts'
import type { Metric } from '../charts/curve-rows.ts'
import type { EpochSteps } from '../charts/step-rows.ts'
import { formatZoom, parseZoom, type Zoom } from '../charts/zoom.ts'
import { type RunSteps, stepPoints, stepQuestion } from './step-question.ts'

/** While somebody goes on zooming, the steps are asked for at most so often. */
const SETTLED_MS = 120

/** The single steps of the stretch that is shown, or those of the one before until they are here. */
export function useStepDetail(
  zoom: Zoom | null,
  steps: RunSteps | null,
  recorded: number,
): { readonly [M in Metric]: readonly EpochSteps[] } | null {
  const [settled] = useDebouncedValue(zoom && formatZoom(zoom), SETTLED_MS, { leading: true })
  const question = stepQuestion(settled === null ? null : parseZoom(settled), steps, recorded)
  const { data, previousData } = useQuery(
    RunStepsDocument,
    question === null ? skipToken : { variables: question },
  )
  const found = (data ?? previousData)?.run
  if (!found || !steps || stepQuestion(zoom, steps, recorded) === null) return null
  const inView = ({ epoch }: EpochSteps) => zoom !== null && epoch >= zoom.from && epoch <= zoom.to
  return {
    accuracy: stepPoints(found.accuracy.buckets, 'accuracy', steps).filter(inView),
    loss: stepPoints(found.loss.buckets, 'loss', steps).filter(inView),
  }
}
