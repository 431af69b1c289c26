import type { ViewerQuery } from '#gql/graphql.ts'

/** Who looks at the page. */
export type Viewer = NonNullable<ViewerQuery['viewer']>

/** One of the workspaces that they are in. */
export type Workspace = Viewer['workspace']

/** How the roles are called on pages. */
export const roleNames: { readonly [Role in Viewer['role']]: string } = {
  OWNER: 'Owner',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
}

/** What each may do, in one line. */
export const roleMeanings: { readonly [Role in Viewer['role']]: string } = {
  OWNER: 'everything, and decides who is let in',
  MEMBER: 'launches, edits and stops runs',
  VIEWER: 'looks at everything and changes nothing',
}

/** From the most to the least. */
export const roles: readonly Viewer['role'][] = ['OWNER', 'MEMBER', 'VIEWER']
