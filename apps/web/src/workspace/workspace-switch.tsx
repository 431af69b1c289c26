'use client'

import { Menu } from '@mantine/core'
import { Check, ChevronsUpDown, LogOut, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Viewer } from '../viewer/viewer.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import { NameDialog } from './name-dialog.tsx'
import { openWorkspace, useWorkspaceChanges } from './use-workspace-changes.tsx'
import classes from './workspace-switch.module.css'

/** Where the person is, and the way to their other workspaces; only for those who have another or may make one here. */
export function WorkspaceSwitch() {
  const viewer = useViewer()
  if (!viewer || (viewer.workspaces.length < 2 && viewer.role !== 'OWNER')) return null
  return <Switch viewer={viewer} />
}

function Switch({ viewer: { workspace, workspaces, role, open } }: { readonly viewer: Viewer }) {
  const changes = useWorkspaceChanges(workspace)
  const [dialog, setDialog] = useState<'create' | 'rename'>()
  const close = () => setDialog(undefined)
  const another = workspaces.length > 1
  const owns = role === 'OWNER'
  return (
    <>
      <Menu position="bottom-start" width={232} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <button type="button" className={classes.switch} title={`Workspace: ${workspace.name}`}>
            <span className={classes.initial} aria-hidden="true">
              {[...workspace.name][0]?.toUpperCase()}
            </span>
            <span className={classes.name}>
              <span className="visually-hidden">Workspace: </span>
              {workspace.name}
            </span>
            <ChevronsUpDown size={14} className={classes.arrows} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown mah="70dvh" className={classes.menu ?? ''}>
          <Menu.Label>Workspaces</Menu.Label>
          {workspaces.map(({ id, slug, name }) => (
            <Menu.RadioItem
              key={id}
              value={slug}
              checked={id === workspace.id}
              checkIcon={<Check size={14} />}
              closeMenuOnClick
              onChange={openWorkspace}
            >
              {name}
            </Menu.RadioItem>
          ))}
          <Menu.Item leftSection={<Plus size={14} />} onClick={() => setDialog('create')}>
            New workspace
          </Menu.Item>
          {(owns || (another && !open)) && <Menu.Divider />}
          {owns && (
            <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setDialog('rename')}>
              Rename this one
            </Menu.Item>
          )}
          {another && !open && (
            <Menu.Item leftSection={<LogOut size={14} />} onClick={changes.leave}>
              Leave this one
            </Menu.Item>
          )}
          {another && owns && (
            <Menu.Item
              className={classes.danger ?? ''}
              leftSection={<Trash2 size={14} />}
              onClick={changes.remove}
            >
              Delete this one
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <NameDialog
        opened={dialog === 'create'}
        onClose={close}
        title="New workspace"
        lead="Projects and runs of its own, seen by nobody but the people whom you invite."
        action="Create workspace"
        onName={changes.create}
      />
      <NameDialog
        opened={dialog === 'rename'}
        onClose={close}
        title="Rename workspace"
        lead="Addresses and scripts find it as before."
        action="Rename"
        name={workspace.name}
        onName={async (name) => {
          const refusal = await changes.rename(name)
          if (refusal === undefined) close()
          return refusal
        }}
      />
    </>
  )
}
