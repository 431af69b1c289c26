'use client'

import { useMutation } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { ApiKeysDocument, CreateApiKeyDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { CopyField } from '../ui/copy-field.tsx'
import classes from './guide.module.css'

type Props = { readonly secret: string | null; readonly onMade: (secret: string) => void }

/** How the list of keys calls a key of the guide. */
const NAME = 'first script'

/** A key by one press, shown this once; the snippets below take it up. */
export function MakeKey({ secret, onMade }: Props) {
  const [refusal, setRefusal] = useState<string>()
  const [create, { loading }] = useMutation(CreateApiKeyDocument, { refetchQueries: [ApiKeysDocument] })
  const make = async () => {
    try {
      const { data } = await create({ variables: { name: NAME, scope: 'WRITE' } })
      if (data?.createApiKey.secret) onMade(data.createApiKey.secret)
      else setRefusal(data?.createApiKey.userErrors[0]?.message ?? 'The key was not created.')
    } catch (error) {
      setRefusal(whyFailed(error))
    }
  }
  if (secret !== null)
    return (
      <div className={classes.key} role="status">
        <p>
          Your key, shown this once and filled in below. It acts as you; <Link href="/keys">API keys</Link>{' '}
          ends it.
        </p>
        <CopyField label="API key" text={secret} />
      </div>
    )
  return (
    <div className={classes.key}>
      <p>A script shows a key, which acts as you. One press makes it and fills it in below.</p>
      <div>
        <Button
          variant="default"
          leftSection={<KeyRound size={14} aria-hidden="true" />}
          loading={loading}
          onClick={() => void make()}
        >
          Make key
        </Button>
      </div>
      {refusal !== undefined && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
    </div>
  )
}
