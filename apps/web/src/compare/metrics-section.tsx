import { count, loss, percentFigure } from '../format/figures.ts'
import classes from './compare.module.css'
import {
  bestOf,
  type FiguredRun,
  figureText,
  finalOf,
  isShare,
  lowerIsBetter,
  metricNames,
  metricTitle,
} from './run-figures.ts'
import { RunHeads } from './run-heads.tsx'
import { Section } from './section.tsx'

type Row = {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly format: (value: number | null) => string
  readonly lower: boolean | undefined
}

/** Final and best values of each metric; the best of a row stands out. */
export function MetricsSection({ runs }: { readonly runs: readonly FiguredRun[] }) {
  const rows = rowsOf(runs)
  return (
    <Section title="Metrics">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="Metrics of the runs">
        <table className={classes.table} aria-label="Metrics">
          <RunHeads first="Metric" runs={runs} />
          <tbody>
            {rows.map(({ name, values, format, lower }) => {
              const best = bestOfRow(values, lower)
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {runs.map(({ id }, at) => {
                    const value = values[at] ?? null
                    return (
                      <td key={id} data-best={(value !== null && value === best) || undefined}>
                        {format(value)}
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </Section>
  )
}

function rowsOf(runs: readonly FiguredRun[]): Row[] {
  const ofMetrics = metricNames(runs).flatMap((name): Row[] => {
    const lower = lowerIsBetter(name)
    const title = isShare(name) ? `${metricTitle(name)} %` : metricTitle(name)
    const format = (value: number | null) => figureText(name, value)
    const final = { name: `${title}, final`, values: runs.map((run) => finalOf(run, name)), format, lower }
    if (lower === undefined) return [final]
    return [final, { ...final, name: `${title}, best`, values: runs.map((run) => bestOf(run, name)) }]
  })
  return [
    {
      ...{ name: 'Test accuracy %', values: runs.map((run) => run.evaluation?.accuracy ?? null) },
      ...{ format: percentFigure, lower: false },
    },
    {
      ...{ name: 'Test loss', values: runs.map((run) => run.evaluation?.loss ?? null) },
      ...{ format: loss, lower: true },
    },
    ...ofMetrics,
    {
      ...{ name: 'Epochs', values: runs.map((run) => run.epochsCompleted) },
      ...{ format: count, lower: undefined },
    },
    {
      ...{ name: 'Parameters', values: runs.map((run) => run.parameterCount?.total ?? null) },
      ...{ format: count, lower: undefined },
    },
  ]
}

/** The best of several; null where they do not differ or neither is better. */
function bestOfRow(values: readonly (number | null)[], lower: boolean | undefined): number | null {
  const known = values.filter((value) => value !== null)
  if (lower === undefined || new Set(known).size < 2) return null
  return lower ? Math.min(...known) : Math.max(...known)
}
