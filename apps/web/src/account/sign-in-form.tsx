'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import classes from './account-form.module.css'
import { askAuth } from './ask-auth.ts'

type Props = { readonly email?: string; readonly onSignedIn: () => unknown }

/** E-mail address and password. A refusal is said above the button, and what was typed stays. */
export function SignInForm({ email = '', onSignedIn }: Props) {
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    setFailure(undefined)
    setBusy(true)
    const outcome = await askAuth('/sign-in/email', {
      email: String(typed.get('email')).trim(),
      password: String(typed.get('password')),
    })
    if (outcome.ok) return onSignedIn()
    setBusy(false)
    setFailure(outcome.message)
  }
  return (
    <form className={classes.form} method="post" onSubmit={(event) => void submit(event)}>
      <TextInput
        size="sm"
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        required
        withAsterisk={false}
        data-autofocus={email === '' || undefined}
      />
      <PasswordInput
        size="sm"
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        data-autofocus={email !== '' || undefined}
      />
      {failure && (
        <p role="alert" className={classes.failure}>
          {failure}
        </p>
      )}
      <Button type="submit" size="sm" fullWidth loading={busy}>
        Sign in
      </Button>
    </form>
  )
}
