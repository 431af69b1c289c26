/** What a request is for, by the beginning of its path: few enough to label metrics with. */
export type Route = 'graphql' | 'auth' | 'images' | 'artifacts' | 'shared' | 'health' | 'metrics' | 'site'

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^\/graphql(\/|$)/, 'graphql'],
  [/^\/api\/auth(\/|$)/, 'auth'],
  [/^\/images(\/|$)/, 'images'],
  [/^\/artifacts(\/|$)/, 'artifacts'],
  [/^\/shared(\/|$)/, 'shared'],
  [/^\/(healthz|readyz)$/, 'health'],
  [/^\/metrics$/, 'metrics'],
]

export const routeOf = (path: string): Route => routes.find(([pattern]) => pattern.test(path))?.[1] ?? 'site'

const SEGMENTS: Readonly<Record<Route, number>> = {
  ...{ graphql: 2, auth: 3, images: 4, artifacts: 3 },
  // What comes next is the secret of a public link.
  shared: 1,
  ...{ health: 1, metrics: 1, site: 2 },
}
const LENGTH = 100

/** A path as logs may hold it: links to join or to reset a password carry their secret further back. */
export function loggedPath(path: string): string {
  const kept = SEGMENTS[routeOf(path)]
  const segments = path.split('/').slice(1)
  const shown = segments.slice(0, kept).map((segment) => segment.slice(0, LENGTH))
  return `/${shown.join('/')}${segments.length > kept ? '/…' : ''}`
}
