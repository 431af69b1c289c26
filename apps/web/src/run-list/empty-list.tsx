'use client'

import { Button } from '@mantine/core'
import Link from 'next/link'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import classes from './empty-list.module.css'

/** What belongs here, and the one action that fills it. */
export function EmptyList({ href }: { readonly href: string }) {
  const mayWrite = useMayWrite()
  return (
    <section className={classes.empty}>
      <svg viewBox="0 0 240 96" width="240" height="96" aria-hidden="true">
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
      <h2>No runs yet</h2>
      <p>
        A run trains a model on a data set. Its curves, confusion matrix and settings appear here while it
        learns, for the whole team.
      </p>
      {mayWrite && (
        <Button component={Link} href={href} size="sm">
          Launch run
        </Button>
      )}
    </section>
  )
}
