'use client'

import { useMutation } from '@apollo/client/react'
import { ApiKeysDocument, RevokeApiKeyDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'
import type { ApiKey } from './key-table.tsx'

/** Asks, by name, then ends the key. */
export function useRevokeKey(): (key: ApiKey) => void {
  const [revoke] = useMutation(RevokeApiKeyDocument, { refetchQueries: [ApiKeysDocument] })
  const fail = (name: string, message: string) =>
    notices.show({ color: 'red', title: `${name} was not revoked`, message })
  const revokeIt = async ({ id, name }: ApiKey) => {
    try {
      const { data } = await revoke({ variables: { id } })
      const refusal = data?.revokeApiKey.userErrors[0]?.message
      if (refusal) fail(name, refusal)
    } catch (error) {
      fail(name, whyFailed(error))
    }
  }
  return (key) =>
    dialogs.confirm({
      title: `Revoke ${key.name}`,
      children: (
        <p>Scripts of {key.holder.name} that use this key are refused at once. This cannot be undone.</p>
      ),
      labels: { confirm: 'Revoke key', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => void revokeIt(key),
    })
}
