import type { ReactNode } from 'react'
import classes from './field-group.module.css'

type Props = { readonly title: string; readonly children: ReactNode }

/** Fields that belong together. */
export function FieldGroup({ title, children }: Props) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.title}>{title}</legend>
      {children}
    </fieldset>
  )
}
