'use client'

import { useMutation } from '@apollo/client/react'
import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { RenameRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { notices } from '../ui/overlays.ts'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-name.module.css'

/** The run's name, changed where it stands: Enter keeps, Escape gives up. */
export function RunName({ run }: { readonly run: RunOnPage }) {
  const mayWrite = useMayWrite()
  const [draft, setDraft] = useState<string | null>(null)
  const [rename] = useMutation(RenameRunDocument)
  const keep = async () => {
    const name = draft?.trim()
    setDraft(null)
    if (!name || name === run.name) return
    const fail = (message: string) => {
      setDraft(name)
      notices.show({ color: 'red', title: 'The name was not changed', message })
    }
    try {
      const { data } = await rename({
        variables: { id: run.id, name },
        optimisticResponse: {
          updateRun: {
            __typename: 'RunPayload',
            run: { __typename: 'Run', id: run.id, name },
            userErrors: [],
          },
        },
      })
      const refusal = data?.updateRun.userErrors[0]?.message
      if (refusal) fail(refusal)
    } catch (error) {
      fail(whyFailed(error))
    }
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void keep()
    if (event.key === 'Escape') setDraft(null)
  }
  if (draft !== null)
    return (
      <h1 className={classes.name}>
        <input
          className={classes.field}
          aria-label="Name of the run"
          ref={(field) => field?.focus()}
          maxLength={120}
          value={draft}
          size={Math.max(8, draft.length)}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={() => void keep()}
        />
      </h1>
    )
  return (
    <h1 className={classes.name}>
      <span className={classes.text}>{run.name}</span>
      <span className={classes.number}>#{run.number}</span>
      {mayWrite && (
        <button
          type="button"
          className={classes.edit}
          aria-label="Rename the run"
          title="Rename"
          onClick={() => setDraft(run.name)}
        >
          <Pencil size={13} aria-hidden="true" />
        </button>
      )}
    </h1>
  )
}
