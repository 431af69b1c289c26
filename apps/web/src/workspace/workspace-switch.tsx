'use client'

import { ChevronsUpDown } from 'lucide-react'
import { withApollo } from '../apollo/with-apollo.tsx'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import type { Viewer } from '../viewer/viewer.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import classes from './workspace-switch.module.css'

const WorkspaceMenu = later(
  withApollo(() => import('./workspace-menu.tsx').then((module) => module.WorkspaceMenu)),
)

/** Where the person is, and the way to their other workspaces; only for those who have another or may make one here. */
export function WorkspaceSwitch() {
  const viewer = useViewer()
  if (!viewer || (viewer.workspaces.length < 2 && viewer.role !== 'OWNER')) return null
  return <Switch viewer={viewer} />
}

function Switch({ viewer }: { readonly viewer: Viewer }) {
  const { button, place } = useOpener('menu')
  const { name } = viewer.workspace
  return (
    <>
      <button type="button" {...button} className={classes.switch} title={`Workspace: ${name}`}>
        <span className={classes.initial} aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <span className={classes.name}>
          <span className="visually-hidden">Workspace: </span>
          {name}
        </span>
        <ChevronsUpDown size={14} className={classes.arrows} aria-hidden="true" />
      </button>
      <WorkspaceMenu {...place} viewer={viewer} />
    </>
  )
}
