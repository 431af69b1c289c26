'use client'

import { skipToken, useQuery } from '@apollo/client/react'
import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight'
import { Boxes } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { FindRunsDocument } from '#gql/graphql.ts'
import { StatusIcon } from '../ui/status-icon.tsx'
import { useViewer } from '../viewer/viewer-context.tsx'
import { openWorkspace } from '../workspace/use-workspace-changes.tsx'
import { pagesFor } from './pages.ts'
import { schemes } from './schemes.ts'

/** Ctrl-K: pages, workspaces, themes and runs by name. Open as soon as they are wanted. */
export function Commands({ opened }: { readonly opened: boolean }) {
  const router = useRouter()
  const viewer = useViewer()
  const { setColorScheme } = useMantineColorScheme()
  const [query, setQuery] = useState('')
  useEffect(() => {
    if (opened) spotlight.open()
  }, [opened])
  const [text] = useDebouncedValue(query.trim(), 150)
  const { data } = useQuery(FindRunsDocument, text ? { variables: { text } } : skipToken)
  const go: SpotlightActionData[] = pagesFor(viewer).map(({ href, label, icon: Icon }) => ({
    id: href,
    label,
    leftSection: <Icon size={16} />,
    onClick: () => router.push(href),
  }))
  const runs: SpotlightActionData[] = (text ? (data?.runs.edges ?? []) : []).map(({ node }) => ({
    id: node.id,
    label: `${node.name} #${node.number}`,
    leftSection: <StatusIcon status={node.status} labelled />,
    onClick: () => router.push(`/runs/${node.id}`),
  }))
  const elsewhere: SpotlightActionData[] = (viewer?.workspaces ?? []).flatMap(({ id, slug, name }) =>
    id === viewer?.workspace.id
      ? []
      : [
          {
            id,
            label: `Workspace: ${name}`,
            leftSection: <Boxes size={16} />,
            onClick: () => openWorkspace(slug),
          },
        ],
  )
  const looks: SpotlightActionData[] = schemes.map(({ value, label, icon: Icon }) => ({
    id: value,
    label: `Theme: ${label.toLowerCase()}`,
    leftSection: <Icon size={16} />,
    onClick: () => setColorScheme(value),
  }))
  return (
    <Spotlight
      shortcut="mod + K"
      overlayProps={{ backgroundOpacity: 0.45, blur: 0 }}
      query={query}
      onQueryChange={setQuery}
      nothingFound="Nothing of that name"
      searchProps={{ placeholder: 'Go to a page or a run', 'aria-label': 'Command' }}
      actions={[
        { group: 'Pages', actions: go },
        { group: 'Runs', actions: runs },
        { group: 'Workspaces', actions: elsewhere },
        { group: 'Theme', actions: looks },
      ].filter((group) => group.actions.length > 0)}
    />
  )
}
