'use client'

import { useEffect } from 'react'
import { rememberWorkspaceOfPage, workspaceOfPage } from './place.ts'

/** Whatever a person does on a page begins with one of these. */
const DEEDS = ['focus', 'pointerdown', 'keydown'] as const

/**
 * Keeps a page in the workspace where it was opened, while the person is elsewhere with another of the browser's pages:
 * the browser remembers that of the page in use. A page that is of another one after all is opened anew.
 * @param slug of what the server sent, as it stands in cookies
 */
export function SameWorkspace({ slug }: { readonly slug: string | undefined }) {
  useEffect(() => {
    if (slug !== workspaceOfPage()) window.location.reload()
  }, [slug])
  useEffect(() => {
    for (const deed of DEEDS) window.addEventListener(deed, rememberWorkspaceOfPage, { capture: true })
    return () => {
      for (const deed of DEEDS) window.removeEventListener(deed, rememberWorkspaceOfPage, { capture: true })
    }
  }, [])
  return null
}
