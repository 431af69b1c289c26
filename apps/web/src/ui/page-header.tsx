import type { ReactNode } from 'react'
import classes from './page-header.module.css'

type Props = { readonly title: ReactNode; readonly children?: ReactNode }

/** A page's title and what can be done on it. */
export function PageHeader({ title, children }: Props) {
  return (
    <div className={classes.header}>
      <h1 className={classes.title}>{title}</h1>
      {children}
    </div>
  )
}
