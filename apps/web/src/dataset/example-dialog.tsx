'use client'

import { skipToken, useQuery } from '@apollo/client/react'
import { Button, Modal, Select } from '@mantine/core'
import Link from 'next/link'
import { DatasetExampleDocument, ExamplePredictionsDocument, ProjectsDocument } from '#gql/graphql.ts'
import { count as figure, wholePercent } from '../format/figures.ts'
import { chooseProject } from '../run-list/choose-project.ts'
import { RunMark } from '../run-state/run-mark.tsx'
import table from '../ui/dialog-table.module.css'
import { ExampleImage } from '../ui/example-image.tsx'
import classes from './example-dialog.module.css'
import type { FileSplit } from './view.ts'

type Props = {
  readonly dataset: string
  readonly labels: readonly string[]
  readonly split: FileSplit
  /** Place in the split; null: nothing is looked at. */
  readonly index: number | null
  /** Images of the split. */
  readonly count: number
  readonly onIndex: (index: number) => unknown
  readonly project: string | null
  readonly onProject: (slug: string | null) => unknown
  readonly onClose: () => unknown
}

/** One image, large, with what the runs of a project took it for. */
export function ExampleDialog(props: Props) {
  const { dataset, labels, split, index, count, onIndex, project, onProject, onClose } = props
  const { data, previousData, loading, error } = useQuery(
    DatasetExampleDocument,
    index === null ? skipToken : { variables: { name: dataset, split, index } },
  )
  // The one before stays until the next is there.
  const example = (data ?? previousData)?.dataset?.example
  const splitName = split === 'TEST' ? 'test' : 'training'
  return (
    <Modal
      opened={index !== null}
      onClose={onClose}
      size="lg"
      title={
        example
          ? `${labels[example.label]}, ${splitName} image ${example.index}`
          : `Image ${index ?? ''} of ${splitName}`
      }
    >
      {error && <p role="alert">The image could not be loaded.</p>}
      {example && (
        <div className={classes.example}>
          <div className={classes.image}>
            <ExampleImage url={example.imageUrl} alt={`${labels[example.label]}, image ${example.index}`} />
            <div className={classes.steps}>
              <Button
                variant="default"
                size="xs"
                disabled={example.index === 0}
                onClick={() => onIndex(example.index - 1)}
              >
                Previous
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={example.index >= count - 1}
                onClick={() => onIndex(example.index + 1)}
              >
                Next
              </Button>
            </div>
          </div>
          <Predictions
            {...{ dataset, labels, split, project, onProject }}
            index={example.index}
            actual={example.label}
          />
        </div>
      )}
      {!example && !loading && !error && (
        <p>
          There is no such image. The {splitName} images are numbered from 0 to {figure(count - 1)}.
        </p>
      )}
    </Modal>
  )
}

type PredictionsProps = Pick<Props, 'dataset' | 'labels' | 'split' | 'project' | 'onProject'> & {
  readonly index: number
  readonly actual: number
}

function Predictions({ dataset, labels, split, project: slug, onProject, index, actual }: PredictionsProps) {
  const { data: known } = useQuery(ProjectsDocument)
  const projects = known?.projects ?? []
  const project = chooseProject(projects, slug) ?? projects[0]
  const { data, previousData } = useQuery(
    ExamplePredictionsDocument,
    project
      ? { variables: { projectId: project.id, dataset, split, index }, fetchPolicy: 'cache-and-network' }
      : skipToken,
  )
  const judged = (data ?? previousData)?.examplePredictions
  if (!project) return null
  const right = judged?.filter(({ predicted }) => predicted === actual).length ?? 0
  return (
    <div className={classes.predictions}>
      {projects.length > 1 && (
        <Select
          label="Runs of"
          data={projects.map((one) => ({ value: one.slug, label: one.name }))}
          value={project.slug}
          allowDeselect={false}
          onChange={onProject}
        />
      )}
      {judged?.length === 0 && (
        <p className={classes.note}>
          {split === 'TRAIN'
            ? 'No run of this project judged this image: only images that a run holds back are judged.'
            : 'No run of this project judged this image yet.'}
        </p>
      )}
      {judged && judged.length > 0 && (
        <>
          <p className={classes.note} role="status">
            {right} of {judged.length} {judged.length === 1 ? 'run is' : 'runs are'} right
          </p>
          <table className={table.table} aria-label="Predictions">
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">Took it for</th>
                <th scope="col">Confidence</th>
                <th scope="col">Epoch</th>
              </tr>
            </thead>
            <tbody>
              {judged.map(({ run, predicted, confidence, epoch }) => (
                <tr key={run.id}>
                  <th scope="row">
                    <Link href={`/runs/${run.id}`}>
                      <RunMark runNumber={run.number} /> {run.name} #{run.number}
                    </Link>
                  </th>
                  <td data-wrong={predicted !== actual || undefined}>
                    {predicted === actual ? '✓' : '✗'} {labels[predicted]}
                  </td>
                  <td className="number">{wholePercent(confidence)}</td>
                  <td className="number">{epoch}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  )
}
