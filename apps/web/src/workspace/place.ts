/** The browser's memory of the workspace where its person was last; the API reads it for pages that are opened. */
export const WORKSPACE_COOKIE = 'atelier.workspace'

/** A year. */
export const REMEMBERED_SECONDS = 365 * 24 * 60 * 60

/** In an address: the workspace that the page, and every page after it, belongs to. */
export const WORKSPACE_PARAMETER = 'workspace'

/** By its slug, as headers and cookies carry it. */
export const encoded = (slug: string): string => encodeURIComponent(slug)

/** The address of a path in another workspace: to be opened anew, since a page stays where it was opened. */
export const addressIn = (slug: string, path = '/'): string =>
  `${path}${path.includes('?') ? '&' : '?'}${WORKSPACE_PARAMETER}=${encoded(slug)}`

/** Where this page was opened, whatever the browser's other pages do; undefined for strangers and on the server. */
export const workspaceOfPage = (): string | undefined =>
  typeof document === 'undefined' ? undefined : document.documentElement.dataset.workspace

/** Has the browser remember it, so that the next page, and the server's part of this one, is of the same workspace. */
export function rememberWorkspaceOfPage(): void {
  const workspace = workspaceOfPage()
  if (workspace === undefined) return
  const cookie = `${WORKSPACE_COOKIE}=${workspace}`
  if (document.cookie.split('; ').includes(cookie)) return
  const secure = window.location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there without https.
  document.cookie = `${cookie}; path=/; max-age=${REMEMBERED_SECONDS}; samesite=lax${secure}`
}

/** What says so to the API: a page asks for what lies where it was opened. */
export function workspaceHeaders(): Record<string, string> {
  const workspace = workspaceOfPage()
  return workspace === undefined ? {} : { 'x-atelier-workspace': workspace }
}
