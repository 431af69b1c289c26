'use client'

import { ActionIcon, Menu, Select } from '@mantine/core'
import { Ellipsis, UserMinus } from 'lucide-react'
import type { MembersQuery } from '#gql/graphql.ts'
import { Age } from '../ui/age.tsx'
import table from '../ui/table.module.css'
import { roleNames, roles, type Viewer } from '../viewer/viewer.ts'
import classes from './members.module.css'

export type Member = MembersQuery['members'][number]

type Props = {
  readonly members: readonly Member[]
  readonly viewer: Viewer
  readonly onRole: (member: Member, role: Viewer['role']) => unknown
  readonly onRemove: (member: Member) => unknown
}

/** Who is let in, and as what. Owners change it, except that the last of them stays one. */
export function MemberTable({ members, viewer, onRole, onRemove }: Props) {
  const manages = viewer.role === 'OWNER'
  const owners = members.filter((member) => member.role === 'OWNER').length
  return (
    <table className={table.table} aria-label="Members">
      <thead>
        <tr>
          <th>Name</th>
          <th className={table.wide}>E-mail</th>
          <th className={table.wide}>Member since</th>
          <th>Role</th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => {
          const { user, role, createdAt } = member
          const only = role === 'OWNER' && owners === 1
          return (
            <tr key={user.id}>
              <td>
                <span className={table.name}>{user.name}</span>
                {user.id === viewer.user.id && <span className={classes.you}>you</span>}
                <span className={classes.below}>{user.email}</span>
              </td>
              <td className={`${table.wide} ${table.quiet}`}>{user.email}</td>
              <td className={`${table.wide} ${table.quiet}`}>
                <Age at={createdAt} />
              </td>
              <td>
                {manages ? (
                  <div className={classes.controls}>
                    <Select
                      w={104}
                      aria-label={`Role of ${user.name}`}
                      data={roles.map((value) => ({ value, label: roleNames[value] }))}
                      value={role}
                      allowDeselect={false}
                      disabled={only}
                      title={only ? 'A workspace has at least one owner' : undefined}
                      onChange={(next) => next && next !== role && onRole(member, next)}
                    />
                    <Menu position="bottom-end" width={190}>
                      <Menu.Target>
                        <ActionIcon size={30} aria-label={`More about ${user.name}`}>
                          <Ellipsis size={16} />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item
                          className={table.danger ?? ''}
                          leftSection={<UserMinus size={14} />}
                          disabled={only}
                          onClick={() => onRemove(member)}
                        >
                          Remove from workspace
                        </Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  </div>
                ) : (
                  roleNames[role]
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
