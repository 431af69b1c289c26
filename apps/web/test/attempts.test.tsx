import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { RunOnPage } from '../src/run/apply-run-event.ts'
import { Attempts } from '../src/run/attempts.tsx'
import { renderOnPage } from './on-page.tsx'
import { runOnPage } from './run-on-page.ts'

afterEach(cleanup)

type Attempt = RunOnPage['attempts'][number]

const at = '2026-01-01T00:01:00.000Z'
const attempt = (number: number, change: Partial<Attempt> = {}): Attempt => ({
  __typename: 'RunAttempt',
  ...{ number, workerName: 'left', fromEpoch: 0, startedAt: at, endedAt: null, cause: null, reason: null },
  ...change,
})

test('each attempt that ended tells its worker, where it began and why it ended', () => {
  const attempts = [
    attempt(1, { endedAt: at, cause: 'WORKER_LOST', reason: 'Its worker was not heard of any more.' }),
    attempt(2, {
      ...{ workerName: 'right', fromEpoch: 4, endedAt: at, cause: 'DISK_FULL' },
      reason: 'The disk is full. No checkpoint could be written.',
    }),
    attempt(3, { fromEpoch: 6 }),
  ]
  renderOnPage(<Attempts run={runOnPage({ attempts })} />)
  expect(screen.getByText(/^Attempt 3/).textContent).toBe(
    'Attempt 3, after epoch 6; at most 3 restarts after failures',
  )
  const [lost, full, ...others] = within(screen.getByRole('list', { hidden: true })).getAllByRole(
    'listitem',
    {
      hidden: true,
    },
  )
  expect(lost?.textContent).toMatch(
    /^1\. left, from the start, until .*Its worker was not heard of any more\.$/,
  )
  expect(full?.textContent).toMatch(/^2\. right, after epoch 4, until .*The disk is full\. No checkpoint/)
  expect(others).toEqual([])
})

test('a run that goes through at once shows none', () => {
  renderOnPage(<Attempts run={runOnPage({ attempts: [attempt(1)] })} />)
  expect(screen.queryByText(/^Attempt/)).toBeNull()
})
