import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { MountedOverlays } from '../src/shell/mounted-overlays.tsx'
import { ThemeSwitch } from '../src/shell/theme-switch.tsx'
import { dialogs, notices } from '../src/ui/overlays.ts'
import { renderOnPage } from './on-page.tsx'

afterEach(cleanup)

test('a menu whose code has yet to come opens at the first press of a key', async () => {
  const person = userEvent.setup()
  renderOnPage(<ThemeSwitch />)
  const button = screen.getByRole('button', { name: 'Colour theme' })
  expect(button.getAttribute('aria-expanded')).toBe('false')
  button.focus()
  await person.keyboard('{Enter}')
  // Nothing has a place in jsdom: what opens beside a button counts as out of sight.
  const menu = await screen.findByRole('menu', { hidden: true })
  expect(button.getAttribute('aria-expanded')).toBe('true')
  expect([button.getAttribute('aria-controls'), button.id]).toEqual([
    menu.id,
    menu.getAttribute('aria-labelledby'),
  ])
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
