import Link from 'next/link'
import type { Project } from '../run-list/choose-project.ts'
import { PageHeader } from '../ui/page-header.tsx'
import { Guide } from './guide.tsx'
import classes from './guide-page.module.css'

type Props = {
  readonly project: Project
  /** Whether it is the one that addresses need not name. */
  readonly isFirst: boolean
}

/** The guide on a page of its own, for later. */
export function GuidePage({ project, isFirst }: Props) {
  const inProject = isFirst ? '' : `?project=${encodeURIComponent(project.slug)}`
  return (
    <>
      <PageHeader title="Guide">
        <span className={classes.where}>to the next run in {project.name}</span>
      </PageHeader>
      <div className={classes.body}>
        <Guide
          project={project}
          launchHref={`/runs/new${inProject}`}
          then={
            <p>
              It appears on the page of <Link href={`/${inProject}`}>Runs</Link> while it trains: curves,
              figures and confusion matrix, for the whole team. Everything else that scripts can do is in the{' '}
              <Link href="/explorer">API explorer</Link>.
            </p>
          }
        />
      </div>
    </>
  )
}
