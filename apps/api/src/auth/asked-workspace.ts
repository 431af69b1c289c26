import type { IncomingMessage } from 'node:http'
import type { KnownViewer, Viewer } from '../viewer.ts'

const HEADER = 'x-atelier-workspace'
const COOKIE = /(?:^|;\s*)atelier\.workspace=([^;]+)/

/**
 * A viewer in the workspace that they ask for: by its slug, in the parameters of a socket or in a header. Without that
 * it is the one that their browser remembers, if they are still in it, or else their oldest.
 */
export function inAskedWorkspace(
  known: KnownViewer,
  { headers }: IncomingMessage,
  shown: string | undefined,
): Viewer {
  const named = (slug: string) => known.workspaces.find((workspace) => workspace.slug === slug)
  const header = headers[HEADER]
  const asked = shown ?? (Array.isArray(header) ? header[0] : header)
  if (asked !== undefined) return { ...known, workspace: named(decoded(asked)) }
  const remembered = COOKIE.exec(headers.cookie ?? '')?.[1]
  const workspace = remembered === undefined ? undefined : named(decoded(remembered))
  return { ...known, workspace: workspace ?? known.workspaces[0] }
}

/** Slugs have letters of any script, which headers and cookies carry percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
