'use client'

import { Button } from '@mantine/core'
import { Globe } from 'lucide-react'
import Link from 'next/link'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ShareDialog } from '../links/share-dialog.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import classes from './compare.module.css'
import { CopyLink } from './copy-link.tsx'
import { CurvesSection } from './curves-section.tsx'
import { MetricsSection } from './metrics-section.tsx'
import { PairSection } from './pair-section.tsx'
import { ParallelSection } from './parallel-section.tsx'
import { RunChooser } from './run-chooser.tsx'
import type { ComparedRun } from './run-figures.ts'
import { ScatterSection } from './scatter-section.tsx'
import { SettingsSection } from './settings-section.tsx'
import { viewParsers } from './view.ts'

type Props = { readonly ids: readonly string[]; readonly runs: readonly ComparedRun[] }

/** Any number of runs side by side: what they were told, what they learnt, and where they differ. */
export function ComparePage({ ids, runs }: Props) {
  const [view, setView] = useQueryStates(viewParsers)
  const [lit, setLit] = useState<string | null>(null)
  const [sharing, setSharing] = useState(false)
  const mayWrite = useMayWrite()
  const missing = ids.length - runs.length
  return (
    <>
      <PageHeader title="Compare">
        {runs.length > 0 && <CopyLink />}
        {mayWrite && runs.length > 0 && (
          <>
            <Button
              variant="default"
              leftSection={<Globe size={14} aria-hidden="true" />}
              onClick={() => setSharing(true)}
            >
              Public links
            </Button>
            <ShareDialog
              runIds={runs.map(({ id }) => id)}
              opened={sharing}
              onClose={() => setSharing(false)}
            />
          </>
        )}
      </PageHeader>
      <RunChooser
        runs={runs}
        onAdd={(id) => setView(({ runs: before }) => ({ runs: [...before, id] }))}
        onRemove={(id) => {
          setLit(null)
          return setView(({ runs: before }) => ({ runs: before.filter((other) => other !== id) }))
        }}
        onLit={setLit}
      />
      {missing > 0 && (
        <p className={classes.missing} role="status">
          {missing === 1 ? 'One of the runs is' : `${missing} of the runs are`} not in this workspace, or not
          any more.
        </p>
      )}
      {runs.length === 0 ? (
        <section className={classes.begin}>
          <h2>No runs chosen</h2>
          <p>
            Search for runs above, or choose some on the page of runs. Their curves, settings, metrics and
            confusion matrices appear here side by side.
          </p>
          <Button component={Link} href="/" variant="default">
            Go to the runs
          </Button>
        </section>
      ) : (
        <>
          <CurvesSection runs={runs} view={view} onView={setView} lit={lit} />
          <SettingsSection
            runs={runs}
            onlyDifferences={view.differences}
            onOnlyDifferences={(differences) => setView({ differences })}
          />
          <MetricsSection runs={runs} />
          {runs.length > 1 && <PairSection runs={runs} view={view} onView={setView} />}
          <div className={classes.columns}>
            <ScatterSection
              runs={runs}
              metric={view.metric}
              parameter={view.parameter}
              onParameter={(parameter) => setView({ parameter })}
              lit={lit}
            />
            <ParallelSection runs={runs} metric={view.metric} lit={lit} onLit={setLit} />
          </div>
        </>
      )}
    </>
  )
}
