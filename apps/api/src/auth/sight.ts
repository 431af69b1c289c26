import { type Outcome, refused, type SeenWorkspace } from '@atelier/db'
import type { Context } from '../context.ts'
import type { Viewer } from '../viewer.ts'
import { may, type Right, refusal } from './rights.ts'

/*
 * The one place that decides what a viewer sees: what lies in their workspaces. Everything else answers as what does not
 * exist, so that nobody learns of it.
 */

type Asked = Pick<Context, 'places'> & { readonly viewer: Viewer | null }

/** Who asks, where nobody may not. @throws GraphQLError UNAUTHENTICATED */
export function somebody(viewer: Viewer | null): Viewer {
  if (!viewer) throw refusal(viewer, [])
  return viewer
}

/** Where a viewer is now. @throws GraphQLError when they are nobody, or asked for a workspace that they are not in */
export function hereOf(viewer: Viewer | null): SeenWorkspace {
  if (!viewer?.workspace) throw refusal(viewer, [])
  return viewer.workspace
}

/** A workspace that a viewer sees, by id; the one where they are now without. */
export const workspaceSeen = (viewer: Viewer | null, id?: string | null): SeenWorkspace | undefined =>
  id == null ? hereOf(viewer) : viewer?.workspaces.find((workspace) => workspace.id === id)

/** The workspaces of those runs that a viewer sees, by run. */
export async function runsSeen(
  { places, viewer }: Asked,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenWorkspace>> {
  return seen(viewer, await places.ofRuns(ids))
}

export const seesRun = async (asked: Asked, id: string): Promise<boolean> =>
  (await runsSeen(asked, [id])).has(id)

/** The workspaces of those projects that a viewer sees, by project. */
export async function projectsSeen(
  { places, viewer }: Asked,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenWorkspace>> {
  return seen(viewer, await places.ofProjects(ids))
}

export const seesProject = async (asked: Asked, id: string): Promise<boolean> =>
  (await projectsSeen(asked, [id])).has(id)

function seen(
  viewer: Viewer | null,
  places: ReadonlyMap<string, string>,
): ReadonlyMap<string, SeenWorkspace> {
  const found = new Map<string, SeenWorkspace>()
  for (const [id, place] of places) {
    const workspace = workspaceSeen(viewer, place)
    if (workspace) found.set(id, workspace)
  }
  return found
}

/** Refuses what a viewer may not do in a workspace that they see. @throws GraphQLError FORBIDDEN */
export function demand(viewer: Viewer | null, { role }: Pick<SeenWorkspace, 'role'>, right: Right): void {
  if (!viewer || !may(viewer, role, right)) throw refusal(viewer, [role])
}

/** Does something to a run, if the viewer sees and may change it. @throws GraphQLError FORBIDDEN when they only see it */
export async function withRun<T>(
  asked: Asked,
  id: string,
  work: () => Promise<T>,
  path = 'runId',
): Promise<T | Outcome<never>> {
  const workspace = (await runsSeen(asked, [id])).get(id)
  if (!workspace) return notFound(path, 'run')
  demand(asked.viewer, workspace, 'write')
  return work()
}

/** The same with several runs of one workspace. */
export async function withRuns<T>(
  asked: Asked,
  ids: readonly string[],
  work: (workspace: SeenWorkspace) => Promise<T>,
  path = 'runIds',
): Promise<T | Outcome<never>> {
  const seen = await runsSeen(asked, ids)
  const [workspace, ...others] = new Set(ids.map((id) => seen.get(id)))
  if (!workspace || others.includes(undefined)) return notFound(path, 'run')
  for (const one of [workspace, ...others]) if (one) demand(asked.viewer, one, 'write')
  if (others.length > 0) return refused([path], 'must be runs of one workspace', 'INVALID_VALUE')
  return work(workspace)
}

/** The same with a project. */
export async function withProject<T>(
  asked: Asked,
  id: string,
  work: () => Promise<T>,
): Promise<T | Outcome<never>> {
  const workspace = (await projectsSeen(asked, [id])).get(id)
  if (!workspace) return notFound('projectId', 'project')
  demand(asked.viewer, workspace, 'write')
  return work()
}

/** The same with a workspace; the one where they are now without an id. */
export async function withWorkspace<T>(
  viewer: Viewer | null,
  { id, right, path = 'workspaceId' }: { id: string | null | undefined; right: Right; path?: string },
  work: (workspace: SeenWorkspace) => Promise<T>,
): Promise<T | Outcome<never>> {
  const workspace = workspaceSeen(viewer, id)
  if (!workspace) return notFound(path, 'workspace')
  demand(viewer, workspace, right)
  return work(workspace)
}

/** What is answered for what does not exist and for what is not to be seen. */
export const notFound = (path: string, what: string): Outcome<never> =>
  refused([path], `there is no such ${what}`, 'NOT_FOUND')
