'use client'

import { Select } from '@mantine/core'
import { CartesianGrid, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts'
import chart from '../charts/curve-chart.module.css'
import { valueAxis } from '../charts/epoch-axis.ts'
import { niceTicks } from '../charts/nice-ticks.ts'
import { markPath, RunMark } from '../run-state/run-mark.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import classes from './compare.module.css'
import { parameterAxis } from './parameter-axis.ts'
import { bestOf, type ComparedRun, figureText, isShare, metricTitle } from './run-figures.ts'
import { Section } from './section.tsx'
import { settingRows } from './settings-rows.ts'

type Props = {
  readonly runs: readonly ComparedRun[]
  readonly metric: string
  readonly parameter: string | null
  readonly onParameter: (name: string | null) => unknown
  readonly lit: string | null
}

type Dot = {
  readonly id: string
  readonly name: string
  readonly runNumber: number
  readonly x: number
  readonly y: number
}

/** The best value of the chosen metric against one parameter, a mark a run. */
export function ScatterSection({ runs, metric, parameter, onParameter, lit }: Props) {
  const rows = settingRows(runs)
  const row = rows.find(({ name }) => name === parameter) ?? rows.find(({ differs }) => differs) ?? rows[0]
  const axis = parameterAxis(row?.values ?? [])
  const scale = isShare(metric) ? 100 : 1
  const dots = runs.flatMap((run, at): Dot[] => {
    const x = axis.place(row?.values[at])
    const y = bestOf(run, metric)
    return x === null || y === null
      ? []
      : [{ id: run.id, name: `${run.name} #${run.number}`, runNumber: run.number, x, y: y * scale }]
  })
  const [from = 0, to = 1] = [axis.ticks[0], axis.ticks.at(-1)]
  return (
    <Section
      title="A parameter against the metric"
      tools={
        <Select
          aria-label="Parameter"
          searchable
          allowDeselect={false}
          data={rows.map(({ name }) => name)}
          value={row?.name ?? null}
          onChange={onParameter}
        />
      }
    >
      {row === undefined || dots.length === 0 ? (
        <p className={classes.empty}>No run has both a parameter and a value of this metric</p>
      ) : (
        <figure className={classes.figure}>
          <figcaption>
            {metricTitle(metric)}
            <span className={classes.unit}>
              {scale === 100 && ' %'}, best, against {row.name}
            </span>
          </figcaption>
          <ScatterChart
            className={`${chart.chart} ${chart.tall}`}
            responsive
            margin={{ top: 12, right: 20, bottom: 0, left: 0 }}
            title={`${metricTitle(metric)} of ${runs.length} runs against ${row.name}`}
          >
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              dataKey="x"
              type="number"
              scale={axis.scale}
              domain={from === to ? [from - 1, to + 1] : [from, to]}
              ticks={[...axis.ticks]}
              tickFormatter={axis.format}
              padding={{ left: 24, right: 24 }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              tick={{ fill: 'var(--text-2)', fontSize: 11 }}
              height={24}
            />
            <YAxis
              dataKey="y"
              type="number"
              tickFormatter={(value: number) => String(Number(value.toPrecision(4)))}
              {...valueAxis(niceTicks(dots.map(({ y }) => y)))}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={false}
              content={({ active, payload }) => {
                const dot: Dot | undefined = payload?.[0]?.payload
                return active && dot ? (
                  <div className={chart.tooltip}>
                    <h4>
                      <RunMark runNumber={dot.runNumber} /> {dot.name}
                    </h4>
                    <div>
                      <span className={chart.label}>{row.name}</span>
                      <span className="number">{axis.format(dot.x)}</span>
                    </div>
                    <div>
                      <span className={chart.label}>{metricTitle(metric)}</span>
                      <span className="number">{figureText(metric, dot.y / scale)}</span>
                    </div>
                  </div>
                ) : null
              }}
            />
            <Scatter
              data={dots}
              isAnimationActive={false}
              shape={({
                cx = 0,
                cy = 0,
                payload,
              }: {
                cx?: number | undefined
                cy?: number | undefined
                payload?: Dot
              }) =>
                payload ? (
                  <path
                    d={markPath(payload.runNumber, cx, cy, lit === payload.id ? 7 : 5)}
                    fill={seriesColour(payload.runNumber)}
                    opacity={lit === null || lit === payload.id ? 1 : 0.3}
                  />
                ) : (
                  <g />
                )
              }
            />
          </ScatterChart>
        </figure>
      )}
    </Section>
  )
}
