'use client'

import { SegmentedControl } from '@mantine/core'
import { useQueryStates } from 'nuqs'
import type { SharedRunFieldsFragment } from '#gql/graphql.ts'
import { CurvesSection } from '../compare/curves-section.tsx'
import { MatrixFigure } from '../compare/matrix-figure.tsx'
import { MetricsSection } from '../compare/metrics-section.tsx'
import pair from '../compare/pair-section.module.css'
import { type FiguredRun, summaryOf } from '../compare/run-figures.ts'
import { Section } from '../compare/section.tsx'
import { viewParsers } from '../compare/view.ts'
import { cellModes } from '../run/view.ts'
import { RunMark } from '../run-state/run-mark.tsx'
import { statuses } from '../run-state/status.ts'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './shared.module.css'

/** Several runs as strangers see them side by side: curves, metrics and matrices. */
export function SharedComparison({ runs }: { readonly runs: readonly SharedRunFieldsFragment[] }) {
  const [view, setView] = useQueryStates(viewParsers)
  const figured: FiguredRun[] = runs.map((run) => ({ ...run, summary: summaryOf(run.history) }))
  return (
    <>
      <ul className={classes.runs} aria-label="Compared runs">
        {runs.map(({ id, name, number, status }) => (
          <li key={id}>
            <RunMark runNumber={number} />
            {name} <span className={classes.number}>#{number}</span>
            <StatusIcon status={status} />
            <span className="visually-hidden">{statuses[status].label}</span>
          </li>
        ))}
      </ul>
      <CurvesSection runs={figured} view={view} onView={setView} lit={null} />
      <MetricsSection runs={figured} />
      <Section
        title="Confusion matrices"
        tools={
          <SegmentedControl
            aria-label="Numbers in the cells"
            data={[...cellModes]}
            value={view.cells}
            onChange={(cells) => setView({ cells: cellModes.find((known) => known === cells) ?? null })}
          />
        }
      >
        <div className={pair.matrices}>
          {runs.map(({ id, name, number, confusionMatrix: matrix }) => (
            <MatrixFigure
              key={id}
              owner={`${name} #${number}`}
              matrix={matrix && { labels: matrix.labels, counts: matrix.counts }}
              mode={view.cells}
              onChoose={() => undefined}
              empty="No confusion matrix is recorded"
            />
          ))}
        </div>
      </Section>
    </>
  )
}
