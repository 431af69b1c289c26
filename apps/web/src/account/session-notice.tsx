'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { withApollo } from '../apollo/with-apollo.tsx'
import { afterwards } from '../live/afterwards.tsx'
import { session } from '../live/session.ts'
import { useViewer } from '../viewer/viewer-context.tsx'

const SignedOut = afterwards(withApollo(() => import('./signed-out.tsx').then((module) => module.SignedOut)))

/**
 * When the session ends while a page is open: a quiet line, and the sign-in over the page as it is. What was typed
 * stays, what is live goes on from where it was.
 */
export function SessionNotice() {
  const ended = useSyncExternalStore(session.subscribe, session.get, session.getOnServer) === 'ended'
  // Better Auth prolongs a session when it is asked for it, once a day: for somebody who comes every day it never ends.
  const open = useViewer()?.open ?? true
  useEffect(() => {
    if (!open) fetch('/api/auth/get-session').catch(() => undefined)
  }, [open])
  return <SignedOut ended={ended} />
}
