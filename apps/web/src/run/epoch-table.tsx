'use client'

import type { EpochFieldsFragment as Epoch } from '#gql/graphql.ts'
import { learningRate, loss, percentFigure, short } from '../format/figures.ts'
import { duration } from '../format/time.ts'
import { bestEpoch } from '../run-state/best-epoch.ts'
import classes from './epoch-table.module.css'

type Props = {
  readonly history: readonly Epoch[]
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
}

/** Every epoch's figures, newest first. A row pins its epoch. */
export function EpochTable({ history, pinned, onPin }: Props) {
  if (history.length === 0) return null
  const best = bestEpoch(history)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Epochs" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>Epoch</th>
            <th>Val. acc. %</th>
            <th>Val. loss</th>
            <th>Train. acc. %</th>
            <th>Train. loss</th>
            <th>Learning rate</th>
            <th>Time</th>
            <th>img/s</th>
          </tr>
        </thead>
        <tbody>
          {history.toReversed().map((epoch) => (
            <tr key={epoch.index} data-pinned={epoch.index === pinned || undefined}>
              <th scope="row">
                <button
                  type="button"
                  aria-pressed={epoch.index === pinned}
                  title="Show the confusion matrix of this epoch"
                  onClick={() => onPin(epoch.index === pinned ? null : epoch.index)}
                >
                  {epoch.index}
                </button>
                {epoch === best && (
                  <span className={classes.best}>
                    <span aria-hidden="true" className={classes.ring} />
                    best
                  </span>
                )}
              </th>
              <td>{percentFigure(epoch.validationAccuracy)}</td>
              <td>{loss(epoch.validationLoss)}</td>
              <td>{percentFigure(epoch.accuracy)}</td>
              <td>{loss(epoch.loss)}</td>
              <td>{learningRate(epoch.learningRate)}</td>
              <td>{duration(epoch.seconds)}</td>
              <td>{short(epoch.examplesPerSecond)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
