'use client'

import { Tabs } from '@mantine/core'
import dynamic from 'next/dynamic'
import type { ComponentProps, ReactNode } from 'react'
import type { LayersView as Layers } from '../layers/layers-view.tsx'
import { ConfusionMatrixPanel } from '../matrix/confusion-matrix-panel.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import { isOver } from '../run-state/status.ts'
import type { RunOnPage } from './apply-run-event.ts'
import { Curves } from './curves.tsx'
import { EpochTable } from './epoch-table.tsx'
import type { ErrorImages as Images } from './error-images.tsx'
import { RunFigures } from './run-figures.tsx'
import classes from './run-page.module.css'
import type { RunSteps } from './step-question.ts'
import { useRunView } from './use-run-view.ts'
import { type Tab, tabs } from './view.ts'

const LayersView = dynamic(() => import('../layers/layers-view.tsx').then((module) => module.LayersView))
const ErrorImages = dynamic(() => import('./error-images.tsx').then((module) => module.ErrorImages))

/** What of a run the columns show, to whoever may see it. */
type ShownRun = Pick<RunOnPage, 'id' | 'name' | 'history' | 'latestProgress' | 'epochsPlanned' | 'number'> &
  Partial<Pick<RunOnPage, 'stepsPerEpoch' | 'forkedEpoch'>> &
  ComponentProps<typeof RunFigures>['run'] &
  ComponentProps<typeof Images>['run'] &
  Pick<ComponentProps<typeof Layers>, 'layers' | 'parameterCount'> & {
    readonly confusionMatrix: ComponentProps<typeof ConfusionMatrixPanel>['newest']
  }

const labels: { readonly [T in Tab]: string } = {
  curves: 'Curves',
  layers: 'Layers',
  errors: 'Errors',
  config: 'Config',
  log: 'Log',
  system: 'System',
  notes: 'Notes',
  artefacts: 'Artefacts',
}

type Props = {
  readonly run: ShownRun
  /** The tabs that only the team has. */
  readonly team?: { readonly [T in Exclude<Tab, 'curves' | 'layers' | 'errors'>]: ReactNode }
}

/** What a run learnt over the epochs on the left, where it stands on the right. */
export function RunColumns({ run, team }: Props) {
  const { view, setView, pinned, pin } = useRunView(run.history)
  const panels: { readonly [T in Tab]?: ReactNode } = {
    curves: (
      <>
        <Curves
          name={`${run.name} #${run.number}`}
          history={run.history}
          progress={run.latestProgress}
          epochsPlanned={run.epochsPlanned}
          status={run.status}
          colour={seriesColour(run.number)}
          pinned={pinned}
          onPin={pin}
          steps={stepsOf(run)}
          view={view}
          onView={setView}
        />
        <EpochTable history={run.history} pinned={pinned} onPin={pin} />
      </>
    ),
    layers: (
      <LayersView
        runId={run.id}
        layers={run.layers}
        parameterCount={run.parameterCount}
        as={view.layers}
        onAs={(layers) => setView({ layers })}
        chosen={view.layer}
        onChoose={(layer) => setView({ layer })}
        pinned={pinned}
      />
    ),
    errors: (
      <ErrorImages
        run={run}
        epoch={pinned}
        cell={view.cell}
        onCell={(cell) => setView({ cell, image: null })}
        order={view.order}
        onOrder={(order) => setView({ order })}
        image={view.image}
        onImage={(image) => setView({ image })}
      />
    ),
    ...team,
  }
  const shown = tabs.filter((tab) => tab in panels)
  return (
    <div className={classes.columns}>
      <Tabs
        className={classes.views ?? ''}
        value={shown.find((tab) => tab === view.tab) ?? 'curves'}
        onChange={(tab) => setView({ tab: shown.find((known) => known === tab) ?? null })}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs ?? ''}>
          {shown.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {labels[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map((tab) => (
          <Tabs.Panel key={tab} value={tab}>
            {panels[tab]}
          </Tabs.Panel>
        ))}
      </Tabs>
      <aside className={classes.side} aria-label="Figures">
        <RunFigures run={run} />
        <ConfusionMatrixPanel
          key={run.id}
          runId={run.id}
          runName={`${run.name} #${run.number}`}
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

/** Strangers are not told of single steps; a script's lie at no known place among its epochs. */
const stepsOf = ({ id, stepsPerEpoch, forkedEpoch }: ShownRun): RunSteps | null =>
  stepsPerEpoch ? { runId: id, perEpoch: stepsPerEpoch, base: forkedEpoch ?? 0 } : null
