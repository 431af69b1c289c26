import type { ReactNode } from 'react'
import { readViewer } from '../viewer/read-viewer.ts'
import { encoded } from '../workspace/place.ts'
import { SameWorkspace } from '../workspace/same-workspace.tsx'

/** Unlike the layout, it is asked for with every page that is gone to. */
export default async function Template({ children }: { readonly children: ReactNode }) {
  const slug = (await readViewer())?.workspace.slug
  return (
    <>
      <SameWorkspace slug={slug === undefined ? undefined : encoded(slug)} />
      {children}
    </>
  )
}
