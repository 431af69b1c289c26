'use client'

import { useMutation } from '@apollo/client/react'
import { Button, Modal, Radio } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { InvitationsDocument, InviteMemberDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { CopyField } from '../ui/copy-field.tsx'
import dialog from '../ui/dialog.module.css'
import { roleMeanings, roleNames, roles, type Viewer } from '../viewer/viewer.ts'

type Props = { readonly opened: boolean; readonly onClose: () => void }

/** Makes a link that lets one person in, in the role chosen here. */
export function Invite({ opened, onClose }: Props) {
  const [link, setLink] = useState<string>()
  const close = () => {
    onClose()
    setLink(undefined)
  }
  return (
    <Modal opened={opened} onClose={close} title={link ? 'Invitation link' : 'Invite a person'} size="md">
      {link ? (
        <div className={dialog.dialog}>
          <p>Send this link to the person. It works once, within a week, and is shown only now.</p>
          <CopyField label="Invitation link" text={link} />
          <div className={dialog.buttons}>
            <Button onClick={close}>Done</Button>
          </div>
        </div>
      ) : (
        <InviteForm onCreated={setLink} />
      )}
    </Modal>
  )
}

function InviteForm({ onCreated }: { readonly onCreated: (link: string) => void }) {
  const [role, setRole] = useState<Viewer['role']>('MEMBER')
  const [refusal, setRefusal] = useState<string>()
  const [create, { loading }] = useMutation(InviteMemberDocument, {
    refetchQueries: [InvitationsDocument],
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    try {
      const { data } = await create({ variables: { role } })
      const { path, userErrors = [] } = data?.inviteMember ?? {}
      if (path) onCreated(window.location.origin + path)
      else setRefusal(userErrors[0]?.message)
    } catch (error) {
      setRefusal(whyFailed(error))
    }
  }
  return (
    <form className={dialog.dialog} onSubmit={(event) => void submit(event)}>
      <Radio.Group
        label="They come in as"
        value={role}
        onChange={(value) => setRole(roles.find((known) => known === value) ?? 'VIEWER')}
      >
        <div className={dialog.choices}>
          {[...roles].reverse().map((one) => (
            <Radio key={one} value={one} label={roleNames[one]} description={roleMeanings[one]} />
          ))}
        </div>
      </Radio.Group>
      {refusal && (
        <p role="alert" className={dialog.failure}>
          {refusal}
        </p>
      )}
      <Button type="submit" loading={loading}>
        Make link
      </Button>
    </form>
  )
}
