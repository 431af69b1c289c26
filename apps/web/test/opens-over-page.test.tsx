import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { MountedOverlays } from '../src/shell/mounted-overlays.tsx'
import { ThemeSwitch } from '../src/shell/theme-switch.tsx'
import { dialogs, notices } from '../src/ui/overlays.ts'
import { renderOnPage } from './on-page.tsx'

// The first import of a menu takes its time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

afterEach(cleanup)

test('a menu whose code has yet to come opens at the first press of a key, takes the focus and gives it back', async () => {
  const person = userEvent.setup()
  renderOnPage(<ThemeSwitch />)
  const button = screen.getByRole('button', { name: 'Colour theme' })
  expect(screen.queryByRole('menu')).toBeNull()
  button.focus()
  await person.keyboard('{Enter}')
  const menu = await screen.findByRole('menu', { name: 'Colour theme' })
  expect(button.getAttribute('aria-controls')).toBe(menu.id)
  await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true))
  await person.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  await waitFor(() => expect(document.activeElement).toBe(button))
  expect(button.getAttribute('aria-expanded')).toBe('false')
})

test('what is told and asked before its code has come is shown once it has', async () => {
  const id = notices.show({ message: 'told before', autoClose: false })
  notices.show({ message: 'told after', autoClose: false })
  notices.hide(id)
  dialogs.confirm({ title: 'Asked before', labels: { confirm: 'Yes', cancel: 'No' } })
  renderOnPage(<MountedOverlays opened />)
  await screen.findByText('told after')
  await screen.findByRole('dialog', { name: 'Asked before' })
  await waitFor(() => expect(screen.queryByText('told before')).toBeNull())
})
