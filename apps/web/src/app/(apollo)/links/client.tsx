'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { PublicLinksDocument } from '#gql/graphql.ts'
import { LinksPage } from '../../../links/links-page.tsx'

export function LinksClient() {
  const { data } = useSuspenseQuery(PublicLinksDocument)
  return <LinksPage links={data.publicLinks} />
}
