import { cache } from 'react'
import { ViewerDocument } from '#gql/graphql.ts'
import { query } from '../apollo/server.ts'
import { isPublicPage } from '../shared/public-page.ts'
import type { Viewer } from './viewer.ts'

/** Who asks for this page, or null for nobody; the API is asked once a request. */
export const readViewer = cache(async (): Promise<Viewer | null> => {
  // Whoever looks by a public link is nobody there, also a member.
  if (await isPublicPage()) return null
  const { data } = await query({ query: ViewerDocument })
  return data?.viewer ?? null
})
