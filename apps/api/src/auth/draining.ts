import { findFirstWorkspace } from '@atelier/db'
import type { Context } from '../context.ts'
import { may, refusedWith } from './rights.ts'

type Asking = Pick<Context, 'db' | 'viewer'>

/**
 * Whether who asks may drain and resume workers. These serve every workspace of the server, so who made one of their own
 * later has no say over them: those have who may write in the first.
 */
export async function mayDrain({ db, viewer }: Asking): Promise<boolean> {
  if (!viewer) return false
  const first = await findFirstWorkspace(db)
  const there = viewer.workspaces.find(({ id }) => id === first?.id)
  return there !== undefined && may(viewer, there.role, 'write')
}

/** @throws GraphQLError FORBIDDEN when who asks may not drain workers */
export async function demandDraining(asking: Asking): Promise<void> {
  if (await mayDrain(asking)) return
  throw refusedWith(
    'FORBIDDEN',
    'Workers train for the whole server: only those may drain or resume them who may write in its first workspace.',
  )
}
