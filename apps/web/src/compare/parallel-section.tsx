'use client'

import { niceTicks } from '../charts/nice-ticks.ts'
import { markPath } from '../run-state/run-mark.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import classes from './compare.module.css'
import parallel from './parallel-section.module.css'
import { type ParameterAxis, parameterAxis, shareOf } from './parameter-axis.ts'
import { bestOf, type ComparedRun, isShare, metricTitle } from './run-figures.ts'
import { Section } from './section.tsx'
import { settingRows } from './settings-rows.ts'

/** With more, the axes stand too close for their labels. */
const MOST_AXES = 8
const HEIGHT = 300
const TOP = 34
const BOTTOM = 16
const GAP = 120
const SIDE = 72

type Axis = {
  readonly name: string
  readonly axis: ParameterAxis
  /** Where each run lies, from 0 at the bottom to 1 at the top; null where it has no value. */
  readonly places: readonly (number | null)[]
}

type Props = {
  readonly runs: readonly ComparedRun[]
  readonly metric: string
  readonly lit: string | null
  readonly onLit: (id: string | null) => unknown
}

/** A line a run through the parameters that differ, to the best value of the chosen metric. */
export function ParallelSection({ runs, metric, lit, onLit }: Props) {
  const axes = axesOf(runs, metric)
  const width = 2 * SIDE + GAP * (axes.length - 1)
  const x = (at: number) => SIDE + at * GAP
  const y = (share: number) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
  return (
    <Section title="Parallel coordinates">
      {axes.length < 2 ? (
        <p className={classes.empty}>The settings of these runs do not differ</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={parallel.scroll} tabIndex={0} aria-label="Parallel coordinates of the runs">
          <svg
            className={parallel.chart}
            viewBox={`0 0 ${width} ${HEIGHT}`}
            style={{ minWidth: width }}
            role="img"
            aria-label={`${runs.length} runs through ${axes.map(({ name }) => name).join(', ')}; the tables above have the same values`}
          >
            {axes.map(({ name, axis }, at) => (
              <g key={name}>
                <line x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} stroke="var(--line-strong)" />
                <text x={x(at)} y={at % 2 === 0 ? 22 : 10} textAnchor="middle" className={parallel.name}>
                  {shortened(name)}
                  <title>{name}</title>
                </text>
                {axis.ticks.map((tick) => (
                  <text key={tick} x={x(at) + 6} y={y(shareOf(axis, tick)) + 4} className={parallel.tick}>
                    {axis.format(tick)}
                  </text>
                ))}
              </g>
            ))}
            {runs.map((run, of) => (
              <RunLine
                key={run.id}
                run={run}
                points={axes.flatMap(({ places }, at) => {
                  const place = places[of] ?? null
                  return place === null ? [] : [[x(at), y(place)] as const]
                })}
                dim={lit !== null && lit !== run.id}
                lit={lit === run.id}
                onLit={onLit}
              />
            ))}
          </svg>
        </section>
      )}
    </Section>
  )
}

type RunLineProps = {
  readonly run: ComparedRun
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly dim: boolean
  readonly lit: boolean
  readonly onLit: Props['onLit']
}

function RunLine({ run, points, dim, lit, onLit }: RunLineProps) {
  const colour = seriesColour(run.number)
  const last = points.at(-1)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the chips above do the same by keyboard
    <g opacity={dim ? 0.2 : 1} onMouseEnter={() => onLit(run.id)} onMouseLeave={() => onLit(null)}>
      <title>{`${run.name} #${run.number}`}</title>
      <polyline
        points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke={colour}
        strokeWidth={lit ? 3 : 1.5}
        strokeLinejoin="round"
      />
      {last && <path d={markPath(run.number, last[0], last[1], 4)} fill={colour} />}
    </g>
  )
}

function axesOf(runs: readonly ComparedRun[], metric: string): Axis[] {
  const parameters = settingRows(runs)
    .filter(({ differs }) => differs)
    .slice(0, MOST_AXES)
    .map(({ name, values }): Axis => {
      const axis = parameterAxis(values)
      const places = values.map((value) => {
        const place = axis.place(value)
        return place === null ? null : shareOf(axis, place)
      })
      return { name, axis, places }
    })
  const scale = isShare(metric) ? 100 : 1
  const best = runs.map((run) => {
    const value = bestOf(run, metric)
    return value === null ? null : value * scale
  })
  const ticks = niceTicks(best.filter((value) => value !== null))
  const axis: ParameterAxis = { scale: 'linear', ticks, place: () => null, format: String }
  const places = best.map((value) => (value === null ? null : shareOf(axis, value)))
  return [...parameters, { name: metricTitle(metric) + (scale === 100 ? ' %' : ''), axis, places }]
}

const shortened = (name: string): string => (name.length > 20 ? `${name.slice(0, 19)}…` : name)
