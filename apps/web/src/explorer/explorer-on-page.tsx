'use client'

import dynamic from 'next/dynamic'
import { PageHeader } from '../ui/page-header.tsx'
import { PageSkeleton } from '../ui/page-skeleton.tsx'
import classes from './explorer.module.css'

/** The editor is large and needs a browser: it is fetched on this page only, and not rendered on the server. */
const Explorer = dynamic(() => import('./explorer.tsx').then((module) => module.Explorer), {
  ssr: false,
  loading: () => <PageSkeleton label="Loading the explorer" />,
})

/** The page: what it is in one line, and the explorer over the rest of the window. */
export function ExplorerOnPage() {
  return (
    <div className={classes.page}>
      <PageHeader title="API explorer">
        <p className={classes.hint}>Runs as you, on what you may see and change.</p>
      </PageHeader>
      <div className={classes.explorer}>
        <Explorer />
      </div>
    </div>
  )
}
