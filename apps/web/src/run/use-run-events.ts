'use client'

import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'
import { liveClient } from '../live/socket.ts'
import { followRun } from './follow-run.ts'

/** The run on this page stays up to date for as long as the page is shown. */
export function useRunEvents(id: string): void {
  const apollo = useApolloClient()
  useEffect(() => followRun(apollo, liveClient(), id), [apollo, id])
}
