import type { Metadata } from 'next'
import { RunNameDocument, RunPageDocument } from '#gql/graphql.ts'
import { PreloadQuery, query } from '../../../../apollo/server.ts'
import { goToWorkspaceOfRun } from '../../../../workspace/workspace-of-run.ts'
import { RunClient } from './client.tsx'

type Search = Readonly<Record<string, string | string[] | undefined>>
type Props = {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: Promise<Search>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { id } = await params
  const { data } = await query({ query: RunNameDocument, variables: { id } })
  return { title: data?.run ? `${data.run.name} #${data.run.number}` : 'No such run' }
}

export default async function RunPage({ params, searchParams }: Props) {
  const { id } = await params
  await goToWorkspaceOfRun(id, `/runs/${id}`, await searchParams)
  return (
    <PreloadQuery query={RunPageDocument} variables={{ id }}>
      <RunClient id={id} />
    </PreloadQuery>
  )
}
