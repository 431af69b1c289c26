import { act, cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { SessionNotice } from '../src/account/session-notice.tsx'
import { session } from '../src/live/session.ts'
import type { Viewer } from '../src/viewer/viewer.ts'
import { ViewerProvider } from '../src/viewer/viewer-context.tsx'
import { renderOnPage } from './on-page.tsx'

afterEach(() => {
  cleanup()
  session.resume()
})

const workspace: Viewer['workspace'] = {
  __typename: 'Workspace',
  ...{ id: 'w', slug: 'default', name: 'Default', role: 'MEMBER' },
}

/** What somebody is shown whose session ends, once they press Sign in. The server does not answer. */
async function asked(passwords: boolean) {
  const viewer: Viewer = {
    __typename: 'Viewer',
    ...{ role: 'MEMBER', open: false, passwords, workspace, workspaces: [workspace] },
    user: { __typename: 'User', id: 'm', name: 'Mia', email: 'mia@example.org' },
  }
  renderOnPage(
    <ViewerProvider viewer={viewer}>
      <SessionNotice />
    </ViewerProvider>,
  )
  act(() => session.end())
  await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }))
  return screen.findByRole('dialog')
}

test('whose session ends is asked for the password over the page, or led another way', async () => {
  const dialog = await asked(true)
  expect(dialog.querySelector('[name=password]')).not.toBeNull()
  expect(screen.getByRole('link').textContent).toBe('Sign in another way, in a new tab')
})

test('where passwords are off only the way to the provider is shown', async () => {
  const dialog = await asked(false)
  expect(dialog.querySelector('input')).toBeNull()
  const link = screen.getByRole('link')
  expect([link.textContent, link.getAttribute('href')]).toEqual(['Sign in, in a new tab', '/sign-in'])
})
