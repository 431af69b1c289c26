'use client'

import { Button } from '@mantine/core'
import type { ApiKeysQuery } from '#gql/graphql.ts'
import { Age } from '../ui/age.tsx'
import table from '../ui/table.module.css'
import classes from './keys.module.css'

export type ApiKey = ApiKeysQuery['apiKeys'][number]

type Props = {
  readonly label: string
  readonly keys: readonly ApiKey[]
  /** Says of each whom it acts as. */
  readonly withHolder?: boolean
  readonly onRevoke: (key: ApiKey) => unknown
}

/** What each key may do, and whether anything still uses it. */
export function KeyTable({ label, keys, withHolder = false, onRevoke }: Props) {
  return (
    <table className={table.table} aria-label={label}>
      <thead>
        <tr>
          <th>Name</th>
          {withHolder && <th>Holder</th>}
          <th>May</th>
          <th className={table.wide}>Created</th>
          <th>Last used</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td>
              <span className={table.name}>{key.name}</span>{' '}
              <span className={classes.mono}>{key.start}…</span>
            </td>
            {withHolder && <td className={table.quiet}>{key.holder.name}</td>}
            <td>{scopeNames[key.scope]}</td>
            <td className={`${table.wide} ${table.quiet}`}>
              <Age at={key.createdAt} />
            </td>
            <td className={table.quiet}>{key.lastUsedAt ? <Age at={key.lastUsedAt} /> : 'never'}</td>
            <td>
              <Button
                variant="default"
                size="compact-xs"
                className={table.danger ?? ''}
                onClick={() => onRevoke(key)}
                aria-label={withHolder ? `Revoke ${key.name} of ${key.holder.name}` : `Revoke ${key.name}`}
              >
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a key may do, in a word or two. */
export const scopeNames: { readonly [Scope in ApiKey['scope']]: string } = {
  READ: 'read',
  WRITE: 'read and write',
}
