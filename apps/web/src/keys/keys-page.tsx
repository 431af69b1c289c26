'use client'

import { Button } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { PageHeader } from '../ui/page-header.tsx'
import { useViewer } from '../viewer/viewer-context.tsx'
import { CreateKey } from './create-key.tsx'
import { type ApiKey, KeyTable } from './key-table.tsx'
import classes from './keys.module.css'
import { useRevokeKey } from './use-revoke-key.tsx'

/** The keys that let scripts in, and the way to a new one. Owners see and end those of their people, too. */
export function KeysPage({ keys }: { readonly keys: readonly ApiKey[] }) {
  const [creating, setCreating] = useState(false)
  const revoke = useRevokeKey()
  const viewer = useViewer()
  // Whoever sits at an open machine is nobody in particular: all keys are theirs.
  const open = viewer?.open ?? false
  const isMine = (key: ApiKey) => open || key.holder.id === viewer?.user.id
  const mine = keys.filter(isMine)
  const others = keys.filter((key) => !isMine(key))
  return (
    <>
      <PageHeader title="API keys">
        <Button
          ml="auto"
          leftSection={<KeyRound size={14} aria-hidden="true" />}
          onClick={() => setCreating(true)}
        >
          Create key
        </Button>
      </PageHeader>
      <p className={classes.lead}>
        For scripts, notebooks and other machines: a key acts as you. Name it after the place where it is
        used, and revoke it when that place is gone.
      </p>
      {mine.length > 0 ? (
        <KeyTable label="API keys" keys={mine} withHolder={open} onRevoke={revoke} />
      ) : (
        <p className={classes.nothing}>
          No keys yet. A key lets a script, a notebook or another machine read, record and launch runs.
        </p>
      )}
      {others.length > 0 && (
        <section aria-labelledby="others-keys">
          <h2 id="others-keys" className={classes.heading}>
            Keys of others
          </h2>
          <p className={classes.lead}>They act as their holders and allow at most what those may do.</p>
          <KeyTable label="Keys of others" keys={others} withHolder onRevoke={revoke} />
        </section>
      )}
      <CreateKey opened={creating} onClose={() => setCreating(false)} />
    </>
  )
}
