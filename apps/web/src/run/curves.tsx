'use client'

import { Slider, Switch } from '@mantine/core'
import type { RunStatus } from '#gql/graphql.ts'
import { ChartMenu } from '../charts/chart-menu.tsx'
import { csvOf } from '../charts/csv.ts'
import { CurvePlot } from '../charts/curve-plot.tsx'
import {
  axisEnd,
  type CurveEpoch,
  type CurveProgress,
  type CurveRow,
  curveRows,
  curveTable,
  type Metric,
  valuesOf,
} from '../charts/curve-rows.ts'
import type { EpochView } from '../charts/epoch-view.ts'
import { inTurn } from '../charts/in-turn.tsx'
import { lighter, SeriesMark } from '../charts/series-mark.tsx'
import type { Zoom } from '../charts/zoom.ts'
import { counted, loss } from '../format/figures.ts'
import { isOver } from '../run-state/status.ts'
import classes from './curves.module.css'
import type { RunSteps } from './step-question.ts'
import { useCurveZoom } from './use-curve-zoom.ts'
import { useStepDetail } from './use-step-detail.ts'
import { ZoomTools } from './zoom-tools.tsx'

const RateChart = inTurn(
  () => import('../charts/rate-chart.tsx').then((module) => module.RateChart),
  <div className={classes.low} />,
)

type Props = {
  /** Of the run, as its files are called. */
  readonly name: string
  readonly history: readonly (CurveEpoch & { readonly learningRate: number })[]
  readonly progress: CurveProgress | null
  readonly epochsPlanned: number
  readonly status: RunStatus
  readonly colour: string
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
  /** Where its single steps can be asked for. */
  readonly steps: RunSteps | null
  readonly view: CurvesView
  readonly onView: (change: Partial<CurvesView>) => unknown
}

/** How the curves are looked at. */
export type CurvesView = {
  readonly smoothing: number
  readonly log: boolean
  readonly zoom: Zoom | null
}

const metrics: readonly {
  readonly metric: Metric
  readonly title: string
  readonly format: (value: number) => string
  readonly formatTick: (value: number) => string
}[] = [
  {
    metric: 'accuracy',
    title: 'Accuracy',
    format: (value) => `${value.toFixed(2)}\u00a0%`,
    formatTick: (value) => String(Number(value.toFixed(2))),
  },
  {
    metric: 'loss',
    title: 'Loss',
    format: loss,
    formatTick: (value) => String(Number(value.toPrecision(3))),
  },
]

/** Accuracy and loss, training against validation, and the learning rate, under one cursor. */
export function Curves(props: Props) {
  const { name, history, progress, epochsPlanned, status, colour, pinned, onPin, steps, view, onView } = props
  const { smoothing } = view
  const end = axisEnd(history.length + (progress ? 1 : 0), epochsPlanned, isOver(status))
  const onZoom = (zoom: Zoom | null) => onView({ zoom })
  const { zoom, choose, closer, further } = useCurveZoom({ end, steps, zoom: view.zoom, onZoom, pinned })
  const shown: EpochView = { end, zoom, onZoom: choose, pinned, onPin }
  const detail = useStepDetail(zoom, steps, history.length)
  const legend = [
    { label: 'validation', colour },
    { label: 'training', colour: lighter(colour), dashed: true },
    ...(detail
      ? [{ label: 'single steps', colour: `color-mix(in srgb, ${lighter(colour)} 55%, var(--page))` }]
      : []),
  ]
  return (
    <div className={classes.curves}>
      <div className={classes.legend}>
        <span>
          <SeriesMark kind="validation" colour={colour} /> validation
        </span>
        <span>
          <SeriesMark kind="training" colour={colour} /> training
        </span>
        {detail && (
          <span>
            <SeriesMark kind="steps" colour={colour} /> single steps
          </span>
        )}
        <div className={classes.smoothing}>
          <span id="smoothing">smoothing</span>
          <Slider
            aria-labelledby="smoothing"
            thumbLabel="smoothing"
            size={2}
            w={96}
            min={0}
            max={0.95}
            step={0.05}
            label={null}
            value={smoothing}
            onChange={(weight) => onView({ smoothing: weight })}
          />
          <span className="number">{smoothing.toFixed(2)}</span>
        </div>
      </div>
      {metrics.map(({ metric, title, format, formatTick }) => {
        const rows = curveRows(history, progress, metric, smoothing)
        const log = metric === 'loss' && view.log
        const best = bestPoint(rows, metric)
        return (
          <figure key={metric} className={classes.figure}>
            <figcaption>
              <span>
                {title}
                {metric === 'accuracy' && <span className={classes.unit}> %</span>}
                {log && <LeftOut rows={rows} />}
              </span>
              {metric === 'loss' && (
                <Switch
                  size="xs"
                  label="log scale"
                  checked={log}
                  onChange={({ currentTarget }) => onView({ log: currentTarget.checked })}
                />
              )}
              <div className={classes.tools}>
                {metric === 'accuracy' && (
                  <ZoomTools
                    {...{ zoom, end }}
                    unit="epoch"
                    onZoom={choose}
                    onCloser={closer}
                    onFurther={further}
                  />
                )}
                {rows.length > 0 && (
                  <ChartMenu
                    {...{ owner: name, chart: title, legend }}
                    csv={() => csvOf(curveTable(history, metric))}
                  />
                )}
              </div>
            </figcaption>
            {rows.length === 0 ? (
              <p className={classes.empty}>{emptyText(status)}</p>
            ) : (
              <CurvePlot
                title={`${title} by epoch`}
                rows={rows}
                steps={detail?.[metric] ?? []}
                view={shown}
                colour={colour}
                best={best}
                format={format}
                formatTick={formatTick}
                log={log}
              />
            )}
          </figure>
        )
      })}
      {/* A script need not tell its rates. */}
      {history.some((epoch) => epoch.learningRate > 0) && (
        <figure className={classes.figure}>
          <figcaption>
            <span>Learning rate</span>
            <div className={classes.tools}>
              <ChartMenu
                {...{ owner: name, chart: 'Learning rate', legend: [] }}
                csv={() =>
                  csvOf([
                    ['epoch', 'learning_rate'],
                    ...history.map(({ index, learningRate }) => [index, learningRate]),
                  ])
                }
              />
            </div>
          </figcaption>
          <RateChart history={history} colour={colour} view={shown} />
        </figure>
      )}
    </div>
  )
}

/** What a logarithmic axis cannot show is told. */
function LeftOut({ rows }: { readonly rows: readonly CurveRow[] }) {
  const values = valuesOf(rows)
  const left = values.filter((value) => value <= 0).length
  if (left === 0) return null
  return (
    <span className={classes.unit}>
      {left === values.length
        ? ' no value above 0: linear scale'
        : ` without ${counted(left, 'value')} at or below 0`}
    </span>
  )
}

/** Each chart's own best: the highest accuracy, the lowest loss; the first where several share it. */
function bestPoint(rows: readonly CurveRow[], metric: Metric): { epoch: number; value: number } | undefined {
  let best: { epoch: number; value: number } | undefined
  for (const row of rows) {
    const value = row.rawValidation ?? row.validation ?? null
    if (value === null) continue
    if (!best || (metric === 'loss' ? value < best.value : value > best.value))
      best = { epoch: row.epoch, value }
  }
  return best
}

const emptyText = (status: RunStatus): string =>
  isOver(status)
    ? 'No epoch was completed'
    : status === 'QUEUED'
      ? 'The curve begins when a worker takes the run'
      : 'The curve begins with the first steps'
