import type { ViewerQuery } from '#gql/graphql.ts'

/** Who looks at the page. */
export type Viewer = NonNullable<ViewerQuery['viewer']>

/** How the roles are called on pages. */
export const roleNames: { readonly [Role in Viewer['role']]: string } = {
  OWNER: 'Owner',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
}
