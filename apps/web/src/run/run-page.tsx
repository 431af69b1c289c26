'use client'

import { Tabs } from '@mantine/core'
import { useQueryStates } from 'nuqs'
import { ConfusionMatrixPanel } from '../matrix/confusion-matrix-panel.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import { isOver } from '../run-state/status.ts'
import type { RunOnPage } from './apply-run-event.ts'
import { ArtifactList } from './artifact-list.tsx'
import { Attempts } from './attempts.tsx'
import { ConfigView } from './config-view.tsx'
import { Curves } from './curves.tsx'
import { EpochNews } from './epoch-news.tsx'
import { EpochTable } from './epoch-table.tsx'
import { ErrorImages } from './error-images.tsx'
import { Failure } from './failure.tsx'
import { LayersTable } from './layers-table.tsx'
import { Notes } from './notes.tsx'
import { RunFigures } from './run-figures.tsx'
import { RunHeader } from './run-header.tsx'
import { RunLog } from './run-log.tsx'
import classes from './run-page.module.css'
import { type Tab, tabs, viewParsers } from './view.ts'

const labels: { readonly [T in Tab]: string } = {
  curves: 'Curves',
  layers: 'Layers',
  errors: 'Errors',
  config: 'Config',
  log: 'Log',
  notes: 'Notes',
  artefacts: 'Artefacts',
}

/** One run: its header, what it learnt over the epochs on the left, where it stands on the right. */
export function RunPage({ run }: { readonly run: RunOnPage }) {
  const [view, setView] = useQueryStates(viewParsers)
  const newest = run.history.at(-1)?.index
  const pinned =
    view.epoch !== null && newest !== undefined ? Math.min(Math.max(1, view.epoch), newest) : null
  const pin = (epoch: number | null) => setView({ epoch: epoch === newest ? null : epoch })
  return (
    <>
      <RunHeader run={run} shown={pinned} />
      <EpochNews run={run} />
      <Failure run={run} />
      <Attempts run={run} />
      <div className={classes.columns}>
        <Tabs
          className={classes.views ?? ''}
          value={view.tab}
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
          <Tabs.Panel value="config">
            <ConfigView run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="log">
            <RunLog run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="notes">
            <Notes run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="artefacts">
            <ArtifactList key={run.status} run={run} />
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
    </>
  )
}
