'use client'

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../format/figures.ts'
import { outputShape, settingsText } from '../run/layer-text.ts'
import table from '../ui/table.module.css'
import type { Checked } from './check-values.ts'
import { labelOf } from './field-labels.ts'
import { focusField } from './focus-field.ts'
import { keySetting } from './key-setting.ts'
import { numberIn } from './launch-values.ts'
import classes from './preview.module.css'
import { RateCurve } from './rate-curve.tsx'

type Props = { readonly checked: Checked; readonly epochs: number | string; readonly children: ReactNode }

/** The layer summary as it would be, the totals with what they would cost (`children`), and the first thing that is wrong. */
export function Preview({ checked, epochs, children }: Props) {
  const { issues, course, layers, parameterCount, stepsPerEpoch } = checked
  const [first] = issues
  const planned = numberIn(epochs)
  return (
    <div className={classes.preview}>
      {first && (
        <p className={classes.issue}>
          <CircleAlert size={14} aria-hidden="true" />
          <span>
            <a
              href={`#${first.field}`}
              onClick={(event) => {
                event.preventDefault()
                focusField(first.field)
              }}
            >
              {labelOf(first.field)}
            </a>{' '}
            {first.message}
            {issues.length > 1 && <span className={classes.others}> and {issues.length - 1} more</span>}
          </span>
        </p>
      )}
      <dl className={classes.totals}>
        <div>
          <dt>Parameters</dt>
          <dd className="number">{count(parameterCount?.total)}</dd>
        </div>
        <div>
          <dt>Trainable</dt>
          <dd className="number">{count(parameterCount?.trainable)}</dd>
        </div>
        <div>
          <dt>Steps an epoch</dt>
          <dd className="number">{count(stepsPerEpoch)}</dd>
        </div>
        <div>
          <dt>Steps in all</dt>
          <dd className="number">
            {count(stepsPerEpoch !== null && planned !== null ? stepsPerEpoch * planned : null)}
          </dd>
        </div>
      </dl>
      {children}
      {course && <RateCurve course={course} />}
      {layers.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={classes.scroll} aria-label="Layer summary" tabIndex={0}>
          <table className={`${table.table} ${classes.layers}`}>
            <thead>
              <tr>
                <th>Layer</th>
                <th>Output</th>
                <th>Parameters</th>
              </tr>
            </thead>
            <tbody>
              {layers.map((layer) => (
                <tr key={layer.index} title={settingsText(layer.settings)}>
                  <td>
                    {layer.type} <span className={classes.key}>{keySetting(layer.settings)}</span>
                  </td>
                  <td className="number">{outputShape(layer.outputShape)}</td>
                  <td className="number">{count(layer.parameters)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}
