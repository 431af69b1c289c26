'use client'

import { useQuery } from '@apollo/client/react'
import { SegmentedControl, Select } from '@mantine/core'
import type { Values } from 'nuqs'
import { useEffect } from 'react'
import { ComparedPairDocument } from '#gql/graphql.ts'
import { splitNames } from '../run/split-names.ts'
import { cellModes } from '../run/view.ts'
import classes from './compare.module.css'
import { Disagreement } from './disagreement.tsx'
import { MatrixFigure } from './matrix-figure.tsx'
import pair from './pair-section.module.css'
import type { ComparedRun } from './run-figures.ts'
import { Section } from './section.tsx'
import type { viewParsers } from './view.ts'

type View = Values<typeof viewParsers>
type Props = {
  readonly runs: readonly ComparedRun[]
  readonly view: View
  readonly onView: (view: Partial<{ [Name in keyof View]: View[Name] | null }>) => unknown
}

/** Two of the runs: their confusion matrices and the difference, and the images on which they disagree. */
export function PairSection({ runs, view, onView }: Props) {
  const first = runs.find(({ id }) => id === view.first) ?? runs.find(({ id }) => id !== view.second)
  const second =
    runs.find(({ id }) => id === view.second && id !== first?.id) ?? runs.find(({ id }) => id !== first?.id)
  const variables = { firstId: first?.id ?? '', secondId: second?.id ?? '' }
  const { data, previousData, error, refetch } = useQuery(ComparedPairDocument, { variables })
  const epochs = `${first?.epochsCompleted} ${first?.status} ${second?.epochsCompleted} ${second?.status}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further epoch is what asks again
  useEffect(() => {
    refetch().catch(() => undefined)
  }, [epochs])
  if (!first || !second) return null
  const shown = data ?? previousData
  const matrices = [shown?.first?.confusionMatrix ?? null, shown?.second?.confusionMatrix ?? null] as const
  const labels = matrices[0]?.labels ?? matrices[1]?.labels ?? []
  const chosenClass = labels.indexOf(view.class ?? '')
  const choose = (cell: { readonly actual: number } | null) =>
    onView({ class: cell === null ? null : (labels[cell.actual] ?? null) })
  const options = runs.map(({ id, name, number }) => ({ value: id, label: `${name} #${number}` }))
  const same = matrices[0] && matrices[1] && matrices[0].labels.join() === matrices[1].labels.join()
  return (
    <>
      <Section
        title="Confusion matrices"
        tools={
          <>
            <Select
              aria-label="First run"
              data={options.filter(({ value }) => value !== second.id)}
              value={first.id}
              allowDeselect={false}
              onChange={(id) => onView({ first: id, second: second.id })}
            />
            <Select
              aria-label="Second run"
              data={options.filter(({ value }) => value !== first.id)}
              value={second.id}
              allowDeselect={false}
              onChange={(id) => onView({ first: first.id, second: id })}
            />
            <SegmentedControl
              aria-label="Numbers in the cells"
              data={[...cellModes]}
              value={view.cells}
              onChange={(cells) => onView({ cells: cellModes.find((known) => known === cells) ?? null })}
            />
          </>
        }
      >
        {error && <p role="alert">The matrices could not be loaded.</p>}
        <div className={pair.matrices}>
          {[first, second].map((run, at) => {
            const matrix = matrices[at] ?? null
            return (
              <MatrixFigure
                key={run.id}
                owner={`${run.name} #${run.number}`}
                note={matrix ? `${splitNames[matrix.split]}, epoch ${matrix.epoch}` : undefined}
                matrix={matrix && { labels: matrix.labels, counts: matrix.counts }}
                mode={view.cells}
                onChoose={choose}
                empty="The matrix comes with the first epoch"
              />
            )
          })}
          {matrices[0] && matrices[1] && same && (
            <MatrixFigure
              owner={`${first.name} #${first.number} and ${second.name} #${second.number}`}
              note={`second less first${view.cells === 'shares' ? ', points' : ''}`}
              matrix={{ labels, counts: matrices[1].counts, against: matrices[0].counts }}
              between={[`#${first.number}`, `#${second.number}`]}
              mode={view.cells}
              onChoose={choose}
              empty=""
            />
          )}
        </div>
        {matrices[0] && matrices[1] && !same && (
          <p className={classes.note}>
            These runs know different classes, so there is no difference to show.
          </p>
        )}
      </Section>
      <Disagreement
        first={first}
        second={second}
        compared={shown?.comparePredictions ?? null}
        loading={!shown}
        labels={labels}
        chosenClass={chosenClass === -1 ? null : chosenClass}
        right={view.right}
        onView={onView}
      />
    </>
  )
}
