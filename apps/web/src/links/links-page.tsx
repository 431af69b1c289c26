'use client'

import { Button } from '@mantine/core'
import Link from 'next/link'
import { Age } from '../ui/age.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import table from '../ui/table.module.css'
import classes from './links-page.module.css'
import { type PublicLink, useRevokeLink } from './use-revoke-link.tsx'
import { whatIsShown } from './what-is-shown.ts'

/** Everything of the workspace that the public may look at. */
export function LinksPage({ links }: { readonly links: readonly PublicLink[] }) {
  const revoke = useRevokeLink()
  return (
    <>
      <PageHeader title="Public links" />
      <p className={classes.lead}>
        Whoever has one of these looks at its runs without signing in. They are made on the page of a run and
        on that of a comparison; a lost one cannot be shown again, so make another.
      </p>
      {links.length === 0 ? (
        <p className={classes.nothing}>Nothing of this workspace is public.</p>
      ) : (
        <table className={table.table} aria-label="Public links">
          <thead>
            <tr>
              <th>Shows</th>
              <th className={table.wide}>Made by</th>
              <th>Made</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {links.map((link) => (
              <tr key={link.id}>
                <td className={table.name}>
                  <Link href={hrefOf(link)} className={classes.shows}>
                    {whatIsShown(link)}
                  </Link>
                </td>
                <td className={`${table.wide} ${table.quiet}`}>{link.createdBy?.name ?? '–'}</td>
                <td className={table.quiet}>
                  <Age at={link.createdAt} />
                </td>
                <td>
                  <Button
                    variant="default"
                    size="compact-xs"
                    className={table.danger ?? ''}
                    aria-label={`Revoke the link to ${whatIsShown(link)}`}
                    onClick={() => revoke(link)}
                  >
                    Revoke
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

const hrefOf = ({ runs }: PublicLink): string =>
  runs.length === 1 ? `/runs/${runs[0]?.id}` : `/compare?runs=${runs.map(({ id }) => id).join(',')}`
