import Link from 'next/link'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { PendingMark } from '../ui/pending-mark.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './run-table.module.css'

/** State, name and number: the link that fills the row. */
export function NameCell({ run }: { readonly run: Pick<Row, 'id' | 'name' | 'number' | 'status'> }) {
  return (
    <div className={classes.nameCell}>
      <StatusIcon status={run.status} labelled />
      <Link
        href={`/runs/${run.id}`}
        prefetch={false}
        className={classes.link}
        title={run.name}
        data-row={run.id}
      >
        {run.name}
        <PendingMark />
      </Link>
      <span className={classes.runNumber}>#{run.number}</span>
    </div>
  )
}
