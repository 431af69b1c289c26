'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { ApiKeysDocument } from '#gql/graphql.ts'
import { KeysPage } from '../../../keys/keys-page.tsx'

export function KeysClient() {
  const { data } = useSuspenseQuery(ApiKeysDocument)
  return <KeysPage keys={data.apiKeys} />
}
