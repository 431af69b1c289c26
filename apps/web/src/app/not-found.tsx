import type { Metadata } from 'next'
import { BackToRuns } from '../ui/back-to-runs.tsx'
import { MessagePage } from '../ui/message-page.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <MessagePage title="Nothing is here">
      <p>
        There is no page or run at this address. It may have been deleted, or the address is not complete.
      </p>
      <BackToRuns />
    </MessagePage>
  )
}
