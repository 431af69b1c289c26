'use client'

import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { whyFailed } from '../apollo/why-failed.ts'
import dialog from '../ui/dialog.module.css'

type Props = {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly lead: string
  readonly action: string
  readonly name?: string
  /** Does it. @returns why it was not done, or nothing */
  readonly onName: (name: string) => Promise<string | undefined>
}

/** Asks what a workspace is called. */
export function NameDialog({ opened, onClose, title, ...form }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm">
      <NameForm {...form} />
    </Modal>
  )
}

function NameForm({ lead, action, name: before = '', onName }: Omit<Props, 'opened' | 'onClose' | 'title'>) {
  const [name, setName] = useState(before)
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal(await onName(name.trim()).catch(whyFailed))
    setBusy(false)
  }
  return (
    <form className={dialog.dialog} onSubmit={(event) => void submit(event)}>
      <p>{lead}</p>
      <TextInput
        size="sm"
        label="Name"
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
      <Button type="submit" loading={busy} disabled={name.trim() === '' || name.trim() === before}>
        {action}
      </Button>
    </form>
  )
}
