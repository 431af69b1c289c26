import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PasswordDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { Password } from '../../../settings/password.tsx'
import { SettingsPage } from '../../../settings/settings-page.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default function Page() {
  return (
    <SettingsPage>
      <PreloadQuery query={PasswordDocument}>
        <Suspense>
          <Password />
        </Suspense>
      </PreloadQuery>
    </SettingsPage>
  )
}
