'use client'

import { useQuery } from '@apollo/client/react'
import { Download } from 'lucide-react'
import { ArtifactsDocument, type ArtifactsQuery } from '#gql/graphql.ts'
import { bytes } from '../format/figures.ts'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './artifact-list.module.css'

type Artifact = NonNullable<ArtifactsQuery['run']>['artifacts'][number]

const meanings: { readonly [name: string]: string | undefined } = {
  'weights.safetensors': 'The trained weights, as the test set judged them',
  'model.json': 'The model: its layers by name, its shapes and labels',
}

/** The files that a run left, to be saved. */
export function ArtifactList({ run }: { readonly run: Pick<RunOnPage, 'id' | 'status' | 'config'> }) {
  const { data, error } = useQuery(ArtifactsDocument, {
    variables: { id: run.id },
    fetchPolicy: 'cache-and-network',
  })
  if (!data) return <p className={classes.empty}>{error ? 'The files could not be listed.' : 'Looking …'}</p>
  const artifacts = data.run?.artifacts ?? []
  if (artifacts.length === 0) return <p className={classes.empty}>{whyNone(run)}</p>
  return (
    <ul className={classes.list} aria-label="Artefacts">
      {artifacts.map((artifact) => (
        <Row key={artifact.name} artifact={artifact} />
      ))}
    </ul>
  )
}

function Row({ artifact: { name, bytes: length, sha256, url } }: { readonly artifact: Artifact }) {
  return (
    <li>
      <a href={url} download={name} className={classes.name}>
        <Download size={14} aria-hidden="true" /> {name}
      </a>
      <span className={`number ${classes.size}`}>{bytes(length)}</span>
      <span className={classes.meaning}>{meanings[name]}</span>
      <span className={classes.sum}>SHA-256 {sha256}</span>
    </li>
  )
}

function whyNone({ status, config }: Pick<RunOnPage, 'status' | 'config'>): string {
  if (config === null) return 'A logged run leaves no files here: its weights are where its script put them.'
  if (status === 'COMPLETED' || status === 'STOPPED' || status === 'FAILED') return 'This run left no files.'
  return 'The weights and the model can be saved here when the run is over.'
}
