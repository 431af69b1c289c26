'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { Suspense } from 'react'
import { withApollo } from '../apollo/with-apollo.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import classes from './empty-list.module.css'

const NewProject = dynamic(withApollo(() => import('./new-project.tsx').then((module) => module.NewProject)))

/** A workspace that was just made: its first project is what it lacks. */
export function FirstProject({ title }: { readonly title: string }) {
  const router = useRouter()
  const mayWrite = useMayWrite()
  return (
    <>
      <PageHeader title={title} />
      <section className={classes.empty}>
        <h2>No projects yet</h2>
        <p>
          A project holds runs that belong together. Whoever is in this workspace sees it, and nobody else.
        </p>
        {mayWrite && (
          <Suspense>
            <NewProject onCreated={(slug) => router.push(`/?project=${encodeURIComponent(slug)}`)} />
          </Suspense>
        )}
      </section>
    </>
  )
}
