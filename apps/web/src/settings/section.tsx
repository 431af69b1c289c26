import type { ReactNode } from 'react'
import classes from './section.module.css'

type Props = {
  readonly title: string
  /** Where it holds. */
  readonly where: string
  readonly children: ReactNode
}

/** One subject of the settings. */
export function Section({ title, where, children }: Props) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.heading}>
        <h2>{title}</h2>
        <p>{where}</p>
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  )
}
