'use client'

import { Tabs } from '@mantine/core'
import { useQueryStates } from 'nuqs'
import type { SharedRunPageQuery } from '#gql/graphql.ts'
import { ConfusionMatrixPanel } from '../matrix/confusion-matrix-panel.tsx'
import { Curves } from '../run/curves.tsx'
import { EpochTable } from '../run/epoch-table.tsx'
import { ErrorImages } from '../run/error-images.tsx'
import { LayersTable } from '../run/layers-table.tsx'
import { RunFigures } from '../run/run-figures.tsx'
import classes from '../run/run-page.module.css'
import { viewParsers } from '../run/view.ts'
import { seriesColour } from '../run-state/series-colour.ts'
import { isOver } from '../run-state/status.ts'

export type SharedRun = NonNullable<NonNullable<SharedRunPageQuery['shared']>['run']>

const labels = { curves: 'Curves', layers: 'Layers', errors: 'Errors' } as const
const tabs = ['curves', 'layers', 'errors'] as const

/** One run as strangers see it: curves, layers, matrix and the images behind it. */
export function SharedRunView({ run }: { readonly run: SharedRun }) {
  const [view, setView] = useQueryStates(viewParsers)
  const newest = run.history.at(-1)?.index
  const pinned =
    view.epoch !== null && newest !== undefined ? Math.min(Math.max(1, view.epoch), newest) : null
  const pin = (epoch: number | null) => setView({ epoch: epoch === newest ? null : epoch })
  return (
    <div className={classes.columns}>
      <Tabs
        className={classes.views ?? ''}
        value={tabs.find((tab) => tab === view.tab) ?? 'curves'}
        onChange={(tab) => setView({ tab: tabs.find((known) => known === tab) ?? null })}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs ?? ''}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {labels[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="curves">
          <Curves
            history={run.history}
            progress={run.latestProgress}
            epochsPlanned={run.epochsPlanned}
            status={run.status}
            colour={seriesColour(run.number)}
            pinned={pinned}
            onPin={pin}
            smoothing={view.smoothing}
            onSmoothing={(smoothing) => setView({ smoothing })}
          />
          <EpochTable history={run.history} pinned={pinned} onPin={pin} />
        </Tabs.Panel>
        <Tabs.Panel value="layers">
          <LayersTable layers={run.layers} parameterCount={run.parameterCount} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <ErrorImages run={run} epoch={pinned} cell={view.cell} onCell={(cell) => setView({ cell })} />
        </Tabs.Panel>
      </Tabs>
      <aside className={classes.side} aria-label="Figures">
        <RunFigures run={run} />
        <ConfusionMatrixPanel
          runId={run.id}
          awaited={!isOver(run.status)}
          newest={run.confusionMatrix}
          pinned={pinned}
          onPin={pin}
          mode={view.cells}
          onMode={(cells) => setView({ cells })}
          cell={view.cell}
          onCell={(cell) => setView(cell === null ? { cell } : { cell, tab: 'errors' })}
        />
      </aside>
    </div>
  )
}
