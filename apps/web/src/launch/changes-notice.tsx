import type { Change } from './changes.ts'
import classes from './changes-notice.module.css'
import { labelOf } from './field-labels.ts'
import { focusField } from './focus-field.ts'

type Props = {
  /** The run that is launched again. */
  readonly from: string
  readonly changes: readonly Change[]
}

/** What would be otherwise than in the run that is launched again; each leads to its field. */
export function ChangesNotice({ from, changes }: Props) {
  return (
    <section className={classes.notice} aria-label={`What differs from ${from}`}>
      <h2>{changes.length === 0 ? `The same as ${from}, with another seed` : `Different from ${from}`}</h2>
      <ul>
        {changes.map(({ field, before, after }) => (
          <li key={`${field} ${before}`}>
            <a
              href={`#${field}`}
              onClick={(event) => {
                event.preventDefault()
                focusField(field)
              }}
            >
              {labelOf(field)}
            </a>
            <span className="number">
              <del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
