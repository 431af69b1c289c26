'use client'

import { skipToken, useApolloClient, useQuery } from '@apollo/client/react'
import { createContext, type ReactNode, useContext } from 'react'
import {
  type LayerEpochFieldsFragment as LayerEpoch,
  type MatrixFieldsFragment as Matrix,
  type PredictionHistoryFieldsFragment as PredictionHistory,
  type PredictionOrder,
  RunErrorsDocument,
  type RunErrorsQuery,
  RunLayerHistoryDocument,
  RunMatrixDocument,
  RunPredictionHistoryDocument,
  type Split,
} from '#gql/graphql.ts'

/** Which images of a run are asked for. */
export type ImagesQuestion = {
  readonly id: string
  readonly epoch: number | null
  readonly actual?: number
  readonly predicted?: number
  readonly wrongOnly?: boolean
  readonly order: PredictionOrder
  readonly first: number
}

/** Of which images of a run the history of its predictions is asked for. */
export type HistoryQuestion = { readonly id: string; readonly split: Split; readonly indices: number[] }

export type Predictions = NonNullable<RunErrorsQuery['run']>['predictions']

export type ImagesAnswer = {
  /** Those that are there, perhaps still of the question before. */
  readonly predictions: Predictions | undefined
  readonly stale: boolean
  readonly failed: boolean
  readonly more: () => Promise<unknown>
  readonly again: () => unknown
}

/** Where the parts of a run's page read what they ask for by themselves: as a member, or by a public link. */
export type RunSource = {
  /** The matrix after an epoch: undefined until it is there, null where none was recorded. Asks nothing without one. */
  readonly useMatrix: (
    id: string,
    epoch: number | null,
  ) => { readonly matrix: Matrix | null | undefined; readonly failed: boolean }
  /** Loads the matrix of an epoch before it is shown. */
  readonly useLoadMatrix: (id: string) => (epoch: number) => Promise<unknown>
  /** Asks nothing without a question. */
  readonly useImages: (question: ImagesQuestion | null) => ImagesAnswer
  /** How images were judged over the epochs; undefined until it is there. Asks nothing without a question. */
  readonly usePredictionHistory: (question: HistoryQuestion | null) => PredictionHistory | undefined
  /** How a layer stood after each epoch; undefined until it is there. */
  readonly useLayerHistory: (
    id: string,
    layer: string,
  ) => { readonly epochs: readonly LayerEpoch[] | undefined; readonly failed: boolean }
  /** Where an image that the API names is fetched. */
  readonly imageAt: (url: string) => string
}

/** As a member reads. */
export const asMember: RunSource = {
  useMatrix(id, epoch) {
    const { data, error } = useQuery(
      RunMatrixDocument,
      epoch === null ? skipToken : { variables: { id, epoch } },
    )
    return { matrix: data?.run?.confusionMatrix, failed: error !== undefined }
  },
  useLoadMatrix(id) {
    const client = useApolloClient()
    return (epoch) => client.query({ query: RunMatrixDocument, variables: { id, epoch } })
  },
  useImages(question) {
    const { data, previousData, error, fetchMore, refetch } = useQuery(
      RunErrorsDocument,
      question === null ? skipToken : { variables: question },
    )
    const predictions = (data ?? previousData)?.run?.predictions
    const after = predictions?.pageInfo.endCursor ?? null
    return {
      ...{ predictions, stale: data === undefined, failed: error !== undefined },
      more: () => fetchMore({ variables: { after } }),
      again: () => void refetch(),
    }
  },
  usePredictionHistory(question) {
    const { data, previousData } = useQuery(
      RunPredictionHistoryDocument,
      question === null ? skipToken : { variables: question },
    )
    return data?.run?.predictionHistory ?? stillOf(previousData?.run?.predictionHistory, question)
  },
  useLayerHistory(id, layer) {
    const { data, previousData, error } = useQuery(RunLayerHistoryDocument, { variables: { id, layer } })
    return { epochs: (data ?? previousData)?.run?.layerHistory, failed: error !== undefined }
  },
  imageAt: (url) => url,
}

/** What was found before, where it is of the images that are asked for: strips do not flicker from epoch to epoch. */
export function stillOf(
  before: PredictionHistory | null | undefined,
  question: HistoryQuestion | null,
): PredictionHistory | undefined {
  const known = new Set(before?.examples.map(({ index }) => index))
  return before && question?.indices.every((index) => known.has(index)) ? before : undefined
}

const Source = createContext(asMember)

type Props = { readonly source: RunSource; readonly children: ReactNode }

/** Has the parts below read elsewhere. */
export const RunSourceProvider = ({ source, children }: Props) => <Source value={source}>{children}</Source>

export const useRunSource = (): RunSource => useContext(Source)
