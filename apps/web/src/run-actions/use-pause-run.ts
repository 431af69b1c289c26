'use client'

import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import type { RunStatus } from '#gql/graphql.ts'
import { PauseRunDocument, ResumeRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { notices } from '../ui/overlays.ts'
import { type NamedRun, nameOf } from './names.tsx'

/** Holds a training or lets it go on. `waiting` until its status says that it did as it was told. */
export function usePauseRun(run: NamedRun & { readonly status: RunStatus }) {
  const [pause] = useMutation(PauseRunDocument)
  const [resume] = useMutation(ResumeRunDocument)
  const [toldWhen, setToldWhen] = useState<RunStatus>()
  const tell = async (what: 'paused' | 'resumed', ask: () => Promise<string | undefined>) => {
    setToldWhen(run.status)
    const refusal = await ask().catch(whyFailed)
    if (refusal === undefined) return
    setToldWhen(undefined)
    notices.show({ color: 'red', title: `${nameOf(run)} was not ${what}`, message: refusal })
  }
  const variables = { id: run.id }
  return {
    waiting: toldWhen === run.status,
    pause: () =>
      tell('paused', async () => (await pause({ variables })).data?.pauseRun.userErrors[0]?.message),
    resume: () =>
      tell('resumed', async () => (await resume({ variables })).data?.resumeRun.userErrors[0]?.message),
  }
}
