'use client'

import { skipToken, useApolloClient, useQuery } from '@apollo/client/react'
import {
  SharedErrorsDocument,
  SharedLayerHistoryDocument,
  SharedMatrixDocument,
  SharedPredictionHistoryDocument,
} from '#gql/graphql.ts'
import { type RunSource, stillOf } from '../run/run-source.tsx'

/** What the parts of a run's page read by a public link. */
export const sharedSource = (token: string): RunSource => ({
  useMatrix(id, epoch) {
    const { data, error } = useQuery(
      SharedMatrixDocument,
      epoch === null ? skipToken : { variables: { token, id, epoch } },
    )
    return { matrix: data?.shared?.run?.confusionMatrix, failed: error !== undefined }
  },
  useLoadMatrix(id) {
    const client = useApolloClient()
    return (epoch) => client.query({ query: SharedMatrixDocument, variables: { token, id, epoch } })
  },
  useImages(question) {
    const { data, previousData, error, fetchMore, refetch } = useQuery(
      SharedErrorsDocument,
      question === null ? skipToken : { variables: { token, ...question } },
    )
    const predictions = (data ?? previousData)?.shared?.run?.predictions
    const after = predictions?.pageInfo.endCursor ?? null
    return {
      ...{ predictions, stale: data === undefined, failed: error !== undefined },
      more: () => fetchMore({ variables: { after } }),
      again: () => void refetch(),
    }
  },
  usePredictionHistory(question) {
    const { data, previousData } = useQuery(
      SharedPredictionHistoryDocument,
      question === null ? skipToken : { variables: { token, ...question } },
    )
    return (
      data?.shared?.run?.predictionHistory ?? stillOf(previousData?.shared?.run?.predictionHistory, question)
    )
  },
  useLayerHistory(id, layer) {
    const { data, previousData, error } = useQuery(SharedLayerHistoryDocument, {
      variables: { token, id, layer },
    })
    return { epochs: (data ?? previousData)?.shared?.run?.layerHistory, failed: error !== undefined }
  },
  imageAt: (url) => `/shared/${token}${url}`,
})
