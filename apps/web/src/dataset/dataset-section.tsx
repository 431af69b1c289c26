'use client'

import type { DatasetsQuery } from '#gql/graphql.ts'
import { count } from '../format/figures.ts'
import classes from './dataset-section.module.css'
import { ExampleBrowser } from './example-browser.tsx'

type Props = { readonly dataset: DatasetsQuery['datasets'][number] }

/** What a data set holds, and its images to look through. */
export function DatasetSection({ dataset }: Props) {
  const { name, title, labels, inputShape, trainCount, testCount } = dataset
  const facts: readonly (readonly [string, string])[] = [
    ['training images', count(trainCount)],
    ['test images', count(testCount)],
    ['size', inputShape.join('×')],
    ['classes', count(labels.length)],
  ]
  return (
    <section className={classes.dataset} aria-labelledby={`dataset-${name}`}>
      <div className={classes.head}>
        <h2 id={`dataset-${name}`}>{title}</h2>
        <span className={classes.name}>{name}</span>
      </div>
      <dl className={classes.facts}>
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
      <ExampleBrowser name={name} labels={labels} counts={{ TRAIN: trainCount, TEST: testCount }} />
    </section>
  )
}
