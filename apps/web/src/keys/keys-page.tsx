'use client'

import { Button } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { PageHeader } from '../ui/page-header.tsx'
import { CreateKey } from './create-key.tsx'
import { type ApiKey, KeyTable } from './key-table.tsx'
import classes from './keys.module.css'
import { useRevokeKey } from './use-revoke-key.tsx'

/** The keys that let scripts in, and the way to a new one. */
export function KeysPage({ keys }: { readonly keys: readonly ApiKey[] }) {
  const [creating, setCreating] = useState(false)
  const revoke = useRevokeKey()
  return (
    <>
      <PageHeader title="API keys">
        <Button
          className={classes.primary ?? ''}
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
      <KeyTable keys={keys} onRevoke={revoke} />
      <CreateKey opened={creating} onClose={() => setCreating(false)} />
    </>
  )
}
