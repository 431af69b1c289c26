import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RunNameDocument, RunPageDocument } from '#gql/graphql.ts'
import { PreloadQuery, query } from '../../../apollo/server.ts'
import { RunSkeleton } from '../../../run/run-skeleton.tsx'
import { RunClient } from './client.tsx'

type Props = { readonly params: Promise<{ readonly id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params
  const { data } = await query({ query: RunNameDocument, variables: { id } })
  return { title: data?.run ? `${data.run.name} #${data.run.number}` : 'No such run' }
}

export default async function RunPage({ params }: Props) {
  const { id } = await params
  return (
    <PreloadQuery query={RunPageDocument} variables={{ id }}>
      <Suspense fallback={<RunSkeleton />}>
        <RunClient id={id} />
      </Suspense>
    </PreloadQuery>
  )
}
