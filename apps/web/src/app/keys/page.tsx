import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApiKeysDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../apollo/server.ts'
import { BackToRuns } from '../../ui/back-to-runs.tsx'
import { MessagePage } from '../../ui/message-page.tsx'
import { readViewer } from '../../viewer/read-viewer.ts'
import { KeysClient } from './client.tsx'
import Loading from './loading.tsx'

export const metadata: Metadata = { title: 'API keys' }

export default async function ApiKeysPage() {
  const viewer = await readViewer()
  if (viewer?.role !== 'OWNER')
    return (
      <MessagePage title="Keys are for owners">
        <p>Owners make the keys of this installation and revoke them. Ask one for a key.</p>
        <BackToRuns />
      </MessagePage>
    )
  return (
    <PreloadQuery query={ApiKeysDocument}>
      <Suspense fallback={<Loading />}>
        <KeysClient />
      </Suspense>
    </PreloadQuery>
  )
}
