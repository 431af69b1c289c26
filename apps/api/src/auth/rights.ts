import type { Role } from '@atelier/db'
import { GraphQLError } from 'graphql'
import type { Viewer } from '../viewer.ts'

export type Right = 'read' | 'write' | 'manage'

const rights: Readonly<Record<Role, ReadonlySet<Right>>> = {
  OWNER: new Set(['read', 'write', 'manage']),
  MEMBER: new Set(['read', 'write']),
  VIEWER: new Set(['read']),
}

/** Whether a viewer may do something where they have a role. */
export const may = ({ scope }: Viewer, role: Role, right: Right): boolean =>
  rights[role].has(right) && (right === 'read' || scope === 'WRITE')

/** Whether there is any workspace where a viewer may do something. */
export const mayAnywhere = (viewer: Viewer | null, right: Right): boolean =>
  viewer?.workspace !== undefined && viewer.workspaces.some(({ role }) => may(viewer, role, right))

/** What whoever may not do something is told. @param roles theirs where they want to do it */
export function refusal(viewer: Viewer | null, roles: readonly Role[]): GraphQLError {
  if (!viewer)
    return refusedWith('UNAUTHENTICATED', 'Sign in first: this server answers only to people it knows.')
  if (!viewer.workspace)
    return refusedWith('NOT_FOUND', 'You are in no workspace of the name that this request asks for.')
  if (viewer.scope === 'READ') return refusedWith('FORBIDDEN', 'This key may look but not change anything.')
  if (roles.every((role) => role === 'VIEWER'))
    return refusedWith('FORBIDDEN', 'Your role may look but not change anything.')
  return refusedWith('FORBIDDEN', 'Only an owner may do this.')
}

/** A refusal with its code and its words. */
export const refusedWith = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })
