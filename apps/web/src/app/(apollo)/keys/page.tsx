import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApiKeysDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { KeysClient } from './client.tsx'
import Loading from './loading.tsx'

export const metadata: Metadata = { title: 'API keys' }

export default function ApiKeysPage() {
  return (
    <PreloadQuery query={ApiKeysDocument}>
      <Suspense fallback={<Loading />}>
        <KeysClient />
      </Suspense>
    </PreloadQuery>
  )
}
