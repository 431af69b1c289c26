import type { Metadata } from 'next'
import { cache } from 'react'
import { SharedComparisonDocument, SharedNamesDocument, SharedRunPageDocument } from '#gql/graphql.ts'
import { PreloadQuery, query } from '../../../../apollo/server.ts'
import { counted } from '../../../../format/figures.ts'
import { LinkIsOver } from '../../../../shared/link-is-over.tsx'
import { ReadOnly } from '../../../../shared/shared-header.tsx'
import { PageHeader } from '../../../../ui/page-header.tsx'
import { SharedComparisonClient, SharedRunClient } from './client.tsx'

type Props = { readonly params: Promise<{ readonly token: string }> }

const namesOf = cache(async (token: string) => {
  const { data } = await query({ query: SharedNamesDocument, variables: { token } })
  return data?.shared?.runs ?? []
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { token } = await params
  const [run, ...others] = await namesOf(token)
  const robots = { index: false, follow: false }
  if (!run) return { title: 'Nothing is shared here', robots }
  return {
    title: others.length > 0 ? `${counted(others.length + 1, 'run')} compared` : `${run.name} #${run.number}`,
    robots,
  }
}

export default async function SharedPage({ params }: Props) {
  const { token } = await params
  const [run, ...others] = await namesOf(token)
  if (!run) return <LinkIsOver />
  if (others.length === 0)
    return (
      <PreloadQuery query={SharedRunPageDocument} variables={{ token, id: run.id }}>
        <SharedRunClient token={token} id={run.id} />
      </PreloadQuery>
    )
  return (
    <>
      <PageHeader title="Comparison">
        <ReadOnly />
      </PageHeader>
      <PreloadQuery query={SharedComparisonDocument} variables={{ token }}>
        <SharedComparisonClient token={token} />
      </PreloadQuery>
    </>
  )
}
