'use client'

import { useMutation, useQuery } from '@apollo/client/react'
import { Button, Modal, Radio, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiKeysDocument, CreateApiKeyDocument, ProjectsDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { readingSnippets, scriptSnippets } from '../guide/script-snippets.ts'
import { SnippetTabs } from '../guide/snippet-tabs.tsx'
import { useScriptPlace } from '../guide/use-script-place.ts'
import { CopyField } from '../ui/copy-field.tsx'
import dialog from '../ui/dialog.module.css'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { ApiKey } from './key-table.tsx'

type Props = { readonly opened: boolean; readonly onClose: () => void }

/** Names a key and says what it may do; then shows it, this once. */
export function CreateKey({ opened, onClose }: Props) {
  const [created, setCreated] = useState<Created>()
  const close = () => {
    onClose()
    setCreated(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? 'The new API key' : 'Create API key'}
      size={created ? 'lg' : 'sm'}
      // A stray click or key must not take away what is shown only once.
      closeOnClickOutside={!created}
      closeOnEscape={!created}
    >
      {created ? <ShowKey {...created} onDone={close} /> : <KeyForm onCreated={setCreated} />}
    </Modal>
  )
}

function KeyForm({ onCreated }: { readonly onCreated: (created: Created) => void }) {
  const mayWrite = useMayWrite()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<ApiKey['scope']>(mayWrite ? 'WRITE' : 'READ')
  const [refusal, setRefusal] = useState<string>()
  const [create, { loading }] = useMutation(CreateApiKeyDocument, { refetchQueries: [ApiKeysDocument] })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      const { data } = await create({ variables: { name: name.trim(), scope } })
      const secret = data?.createApiKey.secret
      if (secret) onCreated({ secret, scope })
      else setRefusal(data?.createApiKey.userErrors[0]?.message ?? 'The key was not created.')
    } catch (error) {
      setRefusal(whyFailed(error))
    }
  }
  return (
    <form className={dialog.dialog} onSubmit={(event) => void submit(event)}>
      <TextInput
        size="sm"
        label="Name"
        description="Where it will be used: you will know it by this"
        placeholder="training-box"
        data-autofocus
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        error={refusal}
        onChange={(event) => {
          setName(event.currentTarget.value)
          setRefusal(undefined)
        }}
      />
      <Radio.Group
        label="It may"
        value={scope}
        onChange={(value) => setScope(value === 'WRITE' ? 'WRITE' : 'READ')}
      >
        <div className={dialog.choices}>
          <Radio value="READ" label="read" description="Lists, curves, exports" />
          <Radio
            value="WRITE"
            label="read and write"
            description={
              mayWrite
                ? 'Also record, launch, stop and delete runs'
                : 'Not yours to give: your role here is Viewer'
            }
            disabled={!mayWrite}
          />
        </div>
      </Radio.Group>
      <Button type="submit" loading={loading} disabled={name.trim() === ''}>
        Create key
      </Button>
    </form>
  )
}

type Created = { readonly secret: string; readonly scope: ApiKey['scope'] }

function ShowKey({ secret, scope, onDone }: Created & { readonly onDone: () => void }) {
  const { data } = useQuery(ProjectsDocument)
  const place = useScriptPlace(data?.projects[0]?.slug ?? 'my-study', secret)
  return (
    <div className={dialog.dialog}>
      <p className={dialog.once}>This is the only time that the key is shown. Copy it now.</p>
      <CopyField label="API key" text={secret} />
      <SnippetTabs snippets={scope === 'WRITE' ? scriptSnippets(place) : readingSnippets(place)} />
      <div className={dialog.buttons}>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  )
}
