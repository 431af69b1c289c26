'use client'

import { BackToRuns } from '../ui/back-to-runs.tsx'
import { MessagePage } from '../ui/message-page.tsx'

/** In the place of the form, for those who may not launch. */
export const NotForViewers = () => (
  <MessagePage title="You may look, not launch">
    <p>Your role here is Viewer. Members and owners launch runs.</p>
    <BackToRuns />
  </MessagePage>
)
