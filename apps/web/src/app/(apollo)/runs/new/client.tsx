'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { notFound } from 'next/navigation'
import { LaunchPageDocument } from '#gql/graphql.ts'
import { LaunchForm } from '../../../../launch/launch-form.tsx'
import { launchVariables } from '../../../../launch/search.ts'
import { chooseProject } from '../../../../run-list/choose-project.ts'
import { FirstProject } from '../../../../run-list/first-project.tsx'

type Props = { readonly from: string | null; readonly project: string | null }

/** Reads what can be launched, and the run that is launched again. */
export function LaunchClient({ from, project }: Props) {
  const { data } = useSuspenseQuery(LaunchPageDocument, { variables: launchVariables(from) })
  const again = data.again ?? null
  const chosen = again?.project ?? chooseProject(data.projects, project)
  if (!chosen && data.projects.length === 0) return <FirstProject title="New run" />
  if (!chosen || (from !== null && again === null)) notFound()
  return (
    <LaunchForm
      project={chosen}
      datasets={data.datasets}
      recent={data.runs.edges.map((edge) => edge.node)}
      workers={data.workers}
      again={again}
    />
  )
}
