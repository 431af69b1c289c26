'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { PasswordDocument } from '#gql/graphql.ts'
import account from '../account/account-form.module.css'
import { askAuth } from '../account/ask-auth.ts'
import { notices } from '../ui/overlays.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import classes from './password.module.css'
import { Section } from './section.tsx'

/** The way to another password, for whoever has one here. */
export function Password() {
  const viewer = useViewer()
  const { data } = useSuspenseQuery(PasswordDocument)
  if (!viewer?.passwords || !data.viewer?.hasPassword) return null
  return (
    <Section title="Password" where="of your account">
      <PasswordForm email={viewer.user.email} />
    </Section>
  )
}

function PasswordForm({ email }: { readonly email: string }) {
  // Until the page's program is there the form would be sent as one.
  const disabled = !useMounted()
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setFailure(undefined)
    setBusy(true)
    const wrong = await changePassword(new FormData(form))
    setBusy(false)
    setFailure(wrong)
    if (wrong !== undefined) return
    form.reset()
    notices.show({ message: 'Your password is changed.' })
  }
  const visibilityToggleButtonProps = { 'aria-label': 'Show the password' }
  return (
    <form
      className={`${account.form} ${classes.password}`}
      method="post"
      onSubmit={(event) => void submit(event)}
    >
      {/* For the browser's keeper of passwords. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        size="sm"
        label="Current password"
        name="current"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={visibilityToggleButtonProps}
      />
      <PasswordInput
        size="sm"
        label="New password"
        description="At least 10 characters"
        name="new"
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={visibilityToggleButtonProps}
      />
      <Checkbox
        name="elsewhere"
        defaultChecked
        label="Sign out everywhere else"
        description="In other browsers; API keys go on"
      />
      {failure && (
        <p role="alert" className={account.failure}>
          {failure}
        </p>
      )}
      <Button type="submit" size="sm" className={classes.submit ?? ''} disabled={disabled} loading={busy}>
        Change password
      </Button>
    </form>
  )
}

/** @returns what went wrong, if anything did */
async function changePassword(typed: FormData): Promise<string | undefined> {
  const changed = await askAuth('/change-password', {
    currentPassword: String(typed.get('current')),
    newPassword: String(typed.get('new')),
  })
  if (!changed.ok) return changed.message
  if (!typed.has('elsewhere')) return undefined
  const ended = await askAuth('/revoke-other-sessions')
  return ended.ok
    ? undefined
    : `Your password is changed, but other browsers stay signed in: ${ended.message}`
}
