'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { DatasetsDocument } from '#gql/graphql.ts'
import { DatasetSection } from '../../../dataset/dataset-section.tsx'

/** Every data set that can be trained on. */
export function DatasetsClient() {
  const { data } = useSuspenseQuery(DatasetsDocument)
  return data.datasets.map((dataset) => <DatasetSection key={dataset.name} dataset={dataset} />)
}
