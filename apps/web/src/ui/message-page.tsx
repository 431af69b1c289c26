import type { ReactNode } from 'react'
import classes from './message-page.module.css'

type Props = { readonly title: string; readonly children: ReactNode }

/** A page that has nothing to show but a reason and a way on. */
export function MessagePage({ title, children }: Props) {
  return (
    <section className={classes.message}>
      <h1>{title}</h1>
      {children}
    </section>
  )
}
