'use client'

import { SegmentedControl, Select } from '@mantine/core'
import type { ComparedPairQuery, RightRun } from '#gql/graphql.ts'
import { count } from '../format/figures.ts'
import { RunMark } from '../run-state/run-mark.tsx'
import classes from './compare.module.css'
import { ComparedImages } from './compared-images.tsx'
import { mcnemar, pValueText } from './mcnemar.ts'
import pair from './pair-section.module.css'
import type { ComparedRun } from './run-figures.ts'
import { Section } from './section.tsx'
import { rightRuns } from './view.ts'

type Compared = NonNullable<ComparedPairQuery['comparePredictions']>

type Props = {
  readonly first: ComparedRun
  readonly second: ComparedRun
  readonly compared: Compared | null
  readonly loading: boolean
  readonly labels: readonly string[]
  readonly chosenClass: number | null
  readonly right: RightRun
  readonly onView: (view: { right?: RightRun | null; class?: string | null }) => unknown
}

/** A smaller p is called a difference. */
const SIGNIFICANT = 0.05

/** Which images one of the two judges rightly and the other does not, and whether that may be chance. */
export function Disagreement(props: Props) {
  const { first, second, compared, loading, labels, chosenClass, right, onView } = props
  if (!compared)
    return (
      <Section title="Where they disagree">
        <p className={classes.empty}>
          {loading
            ? 'Loading'
            : 'These two runs have not judged the same images, so there is nothing to compare one by one.'}
        </p>
      </Section>
    )
  const counts: { readonly [R in RightRun]: number } = {
    FIRST: compared.onlyFirstRight,
    SECOND: compared.onlySecondRight,
    BOTH: compared.bothRight,
    NEITHER: compared.neitherRight,
  }
  const names: { readonly [R in RightRun]: string } = {
    FIRST: `Only #${first.number} right`,
    SECOND: `Only #${second.number} right`,
    BOTH: 'Both right',
    NEITHER: 'Both wrong',
  }
  return (
    <Section
      title="Where they disagree"
      tools={
        <>
          <SegmentedControl
            aria-label="Which images"
            data={rightRuns.map((value) => ({ value, label: names[value] }))}
            value={right}
            onChange={(value) => onView({ right: rightRuns.find((known) => known === value) ?? null })}
          />
          <Select
            aria-label="Class"
            placeholder="All classes"
            clearable
            data={[...labels]}
            value={chosenClass === null ? null : (labels[chosenClass] ?? null)}
            onChange={(value) => onView({ class: value })}
          />
        </>
      }
    >
      <dl className={pair.counts}>
        {rightRuns.map((value) => (
          <div key={value}>
            <dt>
              {value === 'FIRST' && <RunMark runNumber={first.number} />}
              {value === 'SECOND' && <RunMark runNumber={second.number} />}
              {names[value]}
            </dt>
            <dd className="number">{count(counts[value])}</dd>
          </div>
        ))}
      </dl>
      <Verdict first={first} second={second} compared={compared} />
      <ComparedImages
        {...{ first, second, labels, right, actual: chosenClass }}
        epochs={`${compared.firstEpoch} ${compared.secondEpoch}`}
      />
    </Section>
  )
}

/** McNemar's test in a sentence. */
function Verdict({
  first,
  second,
  compared,
}: Pick<Props, 'first' | 'second'> & { readonly compared: Compared }) {
  const { onlyFirstRight, onlySecondRight } = compared
  const { method, statistic, pValue } = mcnemar(onlyFirstRight, onlySecondRight)
  const better = onlyFirstRight > onlySecondRight ? first : second
  return (
    <p className={pair.verdict} role="status">
      {pValue < SIGNIFICANT
        ? `${better.name} #${better.number} is better, and hardly by chance`
        : 'The difference may well be chance'}
      : McNemar’s test, {method}
      {statistic !== null && (
        <>
          {' '}
          <span className="number">{statistic.toFixed(2)}</span>
        </>
      )}
      , p <span className="number">{pValue < 1e-4 ? pValueText(pValue) : `= ${pValueText(pValue)}`}</span>.
    </p>
  )
}
