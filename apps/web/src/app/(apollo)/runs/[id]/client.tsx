'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { notFound } from 'next/navigation'
import { RunPageDocument } from '#gql/graphql.ts'
import { RunPage } from '../../../../run/run-page.tsx'
import { useRunEvents } from '../../../../run/use-run-events.ts'

/** Reads the run and keeps it up to date. */
export function RunClient({ id }: { readonly id: string }) {
  const { data } = useSuspenseQuery(RunPageDocument, { variables: { id } })
  useRunEvents(id)
  if (!data.run) notFound()
  return <RunPage run={data.run} />
}
