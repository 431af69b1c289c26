import { counted, loss, percent } from '../format/figures.ts'
import { bestEpoch } from '../run-state/best-epoch.ts'
import { isOver } from '../run-state/status.ts'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-figures.module.css'

type FiguresOf = Pick<RunOnPage, 'history' | 'evaluation' | 'status'>

/** The figures that the run is judged by, as of now. */
export function RunFigures({ run }: { readonly run: FiguresOf }) {
  const last = run.history.at(-1)
  const best = bestEpoch(run.history)
  const { evaluation } = run
  const over = isOver(run.status)
  const waiting = over ? 'not evaluated' : 'after the last epoch'
  const awaited = over ? 'no epoch completed' : 'after the first epoch'
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Validation accuracy</dt>
        <dd>
          <span className={`number ${classes.large}`}>{percent(last?.validationAccuracy)}</span>
          <span className={classes.note}>
            {best ? (
              <>
                best <span className="number">{percent(best.validationAccuracy)}</span> at epoch{' '}
                <span className="number">{best.index}</span>
              </>
            ) : (
              awaited
            )}
          </span>
        </dd>
      </div>
      <div>
        <dt>Validation loss</dt>
        <dd>
          <span className={`number ${classes.large}`}>{loss(last?.validationLoss)}</span>
          <span className={classes.note}>
            {last ? (
              <>
                training <span className="number">{loss(last.loss)}</span>
              </>
            ) : (
              '\u00a0'
            )}
          </span>
        </dd>
      </div>
      <div>
        <dt>Test accuracy</dt>
        <dd>
          <span
            className={`number ${classes.large}`}
            title={
              evaluation
                ? `${counted(evaluation.examples, 'image')}, after epoch ${evaluation.epoch}`
                : undefined
            }
          >
            {percent(evaluation?.accuracy)}
          </span>
          <span className={classes.note}>
            {evaluation ? (
              <>
                loss <span className="number">{loss(evaluation.loss)}</span>
                {/* After an early stop the weights may be those of the best epoch again. */}
                {last && evaluation.epoch !== last.index && (
                  <>
                    {' '}
                    with the weights of epoch <span className="number">{evaluation.epoch}</span>
                  </>
                )}
              </>
            ) : (
              waiting
            )}
          </span>
        </dd>
      </div>
    </dl>
  )
}
