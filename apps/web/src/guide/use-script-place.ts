'use client'

import { useSyncExternalStore } from 'react'
import { useViewer } from '../viewer/viewer-context.tsx'
import type { ScriptPlace } from './script-snippets.ts'

const never = () => () => undefined

/** Where scripts of this person log; the server knows no address of its own while it renders. */
export function useScriptPlace(project: string, key: string | null): ScriptPlace {
  const viewer = useViewer()
  const address = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => 'http://localhost:3000',
  )
  const several = (viewer?.workspaces.length ?? 0) > 1
  return { address, key, project, workspace: several && viewer ? viewer.workspace.slug : null }
}
