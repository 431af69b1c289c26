'use client'

import { Guide } from '../guide/guide.tsx'
import type { Project } from './choose-project.ts'
import classes from './empty-list.module.css'

type Props = { readonly project: Project; readonly launchHref: string }

/** What belongs here, and the ways to fill it. */
export function EmptyList({ project, launchHref }: Props) {
  return (
    <section className={classes.start}>
      <header className={classes.intro}>
        <div>
          <h2>No runs yet</h2>
          <p>
            A run trains a model on a data set. Its curves, confusion matrix and settings appear here while it
            learns, for the whole team.
          </p>
        </div>
        <svg viewBox="0 0 240 96" width="200" height="80" aria-hidden="true">
          <path d="M8 88h224M8 60h224M8 32h224" stroke="var(--line)" />
          <path d="M8 84C40 40 64 30 100 24s80-8 132-10" fill="none" stroke="var(--accent)" strokeWidth="2" />
          <path
            d="M8 88c40-34 72-44 110-54s76-12 114-16"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.5"
            strokeDasharray="4 4"
            opacity="0.5"
          />
        </svg>
      </header>
      <Guide
        project={project}
        launchHref={launchHref}
        then={<p role="status">This page waits for the first run and shows it as soon as it begins.</p>}
      />
    </section>
  )
}
