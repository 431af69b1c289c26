'use client'

import { Menu } from '@mantine/core'
import { Check, LogOut, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import type { Viewer } from '../viewer/viewer.ts'
import { NameDialog } from './name-dialog.tsx'
import { openWorkspace, useWorkspaceChanges } from './use-workspace-changes.tsx'
import classes from './workspace-switch.module.css'

type Props = Place & { readonly viewer: Viewer }

/** The person's workspaces, and what they may do with this one. */
export function WorkspaceMenu({ viewer: { workspace, workspaces, role, open }, ...place }: Props) {
  const changes = useWorkspaceChanges(workspace)
  const [dialog, setDialog] = useState<'create' | 'rename'>()
  const close = () => setDialog(undefined)
  const another = workspaces.length > 1
  const owns = role === 'OWNER'
  return (
    <>
      <PlacedMenu {...place} position="bottom-start" width={232} withInitialFocusPlaceholder={false}>
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
      </PlacedMenu>
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
