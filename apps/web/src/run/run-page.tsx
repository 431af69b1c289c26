'use client'

import dynamic from 'next/dynamic'
import type { RunOnPage } from './apply-run-event.ts'
import { ArtifactList } from './artifact-list.tsx'
import { Attempts } from './attempts.tsx'
import { EpochNews } from './epoch-news.tsx'
import { Failure } from './failure.tsx'
import { Notes } from './notes.tsx'
import { RunColumns } from './run-columns.tsx'
import { RunHeader } from './run-header.tsx'
import { RunLog } from './run-log.tsx'
import { useRunView } from './use-run-view.ts'

const SystemView = dynamic(() => import('./system-view.tsx').then((module) => module.SystemView))
/** What it knows of every setting is more code than the curves need. */
const ConfigView = dynamic(() => import('./config-view.tsx').then((module) => module.ConfigView))

/** One run: its header, what it learnt over the epochs, where it stands, and what belongs to it. */
export function RunPage({ run }: { readonly run: RunOnPage }) {
  const { pinned } = useRunView(run.history)
  return (
    <>
      <RunHeader run={run} shown={pinned} />
      <EpochNews run={run} />
      <Failure run={run} />
      <Attempts run={run} />
      <RunColumns
        run={run}
        team={{
          config: <ConfigView run={run} />,
          log: <RunLog run={run} />,
          system: <SystemView run={run} />,
          notes: <Notes run={run} />,
          artefacts: <ArtifactList key={run.status} run={run} />,
        }}
      />
    </>
  )
}
