'use client'

import { Modal } from '@mantine/core'
import classes from './session-notice.module.css'
import { SignInForm } from './sign-in-form.tsx'

type Props = {
  readonly opened: boolean
  readonly onClose: () => void
  /** Whether this installation knows passwords. */
  readonly passwords: boolean
  readonly email: string
  readonly onSignedIn: () => unknown
}

/** The sign-in over a page whose session has ended. */
export const SignInDialog = ({ opened, onClose, passwords, ...form }: Props) => (
  <Modal opened={opened} onClose={onClose} title="Sign in again" size="xs">
    <p className={classes.why}>Your session has ended. Nothing that you typed is lost.</p>
    {passwords && <SignInForm {...form} />}
    {/* Back on this page, the notice finds them signed in. */}
    <a className={classes.other} href="/sign-in" target="_blank" rel="noopener">
      {passwords ? 'Sign in another way, in a new tab' : 'Sign in, in a new tab'}
    </a>
  </Modal>
)
