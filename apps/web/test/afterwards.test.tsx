import { act, cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { afterwards } from '../src/live/afterwards.tsx'
import { connection } from '../src/live/connection.ts'
import { renderOnPage } from './on-page.tsx'

afterEach(() => {
  cleanup()
  connection.set('idle')
  vi.restoreAllMocks()
})

const Live = ({ name }: { readonly name: string }) => <p>{name} is live</p>

test('what keeps a page up to date comes by itself, and stands at once where it comes again', async () => {
  const Part = afterwards(async () => Live)
  const { unmount } = renderOnPage(<Part name="The list" />)
  expect(screen.queryByText('The list is live')).toBeNull()
  await screen.findByText('The list is live')
  unmount()
  renderOnPage(<Part name="Another list" />)
  screen.getByText('Another list is live')
})

test('where its code does not come the page says that it is not live, and asks again', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const answers = [Promise.withResolvers<typeof Live>(), Promise.withResolvers<typeof Live>()]
  let asked = 0
  const Part = afterwards(() => {
    const answer = answers[asked++]
    if (!answer) throw new Error('asked once too often')
    return answer.promise
  })
  renderOnPage(<Part name="The list" />)
  await waitFor(() => expect(asked).toBe(1))
  expect(connection.get()).toBe('idle')
  await act(async () => answers[0]?.reject(new Error('the server is away')))
  expect(connection.get()).toBe('reconnecting')
  // Another part of the page may have its socket: the page as a whole is not live.
  connection.set('connected')
  expect(connection.get()).toBe('reconnecting')
  expect(told).toHaveBeenCalledOnce()
  await waitFor(() => expect(asked).toBe(2))
  expect(screen.queryByText('The list is live')).toBeNull()
  answers[1]?.resolve(Live)
  await screen.findByText('The list is live')
  expect(connection.get()).toBe('connected')
})
