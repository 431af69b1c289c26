import type { ReactNode } from 'react'
import classes from './section.module.css'

type Props = { readonly title: string; readonly tools?: ReactNode; readonly children: ReactNode }

/** One way to look at the compared runs. */
export function Section({ title, tools, children }: Props) {
  const id = `compare-${title.toLowerCase().replaceAll(/\W+/g, '-')}`
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  )
}
