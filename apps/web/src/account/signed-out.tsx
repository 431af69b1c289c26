'use client'

import { useApolloClient } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { ViewerDocument } from '#gql/graphql.ts'
import { session } from '../live/session.ts'
import { later } from '../ui/later.tsx'
import { useViewer } from '../viewer/viewer-context.tsx'
import classes from './session-notice.module.css'

const SignInDialog = later(() => import('./sign-in-dialog.tsx').then((module) => module.SignInDialog))

/** Says that the person is signed out, and takes them in again over the page as it is. */
export function SignedOut({ ended }: { readonly ended: boolean }) {
  const viewer = useViewer()
  const apollo = useApolloClient()
  const [asking, setAsking] = useState(false)

  /** Somebody may be signed in again: here, or in another tab. */
  const look = useEffectEvent(async () => {
    const { data } = await apollo.query({ query: ViewerDocument, fetchPolicy: 'network-only' })
    const now = data?.viewer?.user.id
    if (now === undefined) return
    // Somebody else may not find what was shown to the person before.
    if (now !== viewer?.user.id) return window.location.reload()
    setAsking(false)
    session.resume()
  })
  useEffect(() => {
    if (!ended) return
    // A socket is also closed when a role changes: then the person is still signed in.
    look().catch(() => undefined)
    const whenSeen = () => {
      if (document.visibilityState === 'visible') look().catch(() => undefined)
    }
    document.addEventListener('visibilitychange', whenSeen)
    return () => document.removeEventListener('visibilitychange', whenSeen)
  }, [ended])

  if (!ended) return null
  return (
    <>
      <div className={classes.notice} role="status" hidden={asking}>
        <span>You are signed out. This page stays as it is.</span>
        <Button onClick={() => setAsking(true)}>Sign in</Button>
      </div>
      <SignInDialog
        opened={asking}
        onClose={() => setAsking(false)}
        passwords={viewer?.passwords ?? true}
        email={viewer?.user.email ?? ''}
        onSignedIn={() => look().catch(() => window.location.reload())}
      />
    </>
  )
}
