import { act, cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState, useSyncExternalStore } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { MatrixFieldsFragment as Matrix } from '#gql/graphql.ts'
import { ConfusionMatrixPanel } from '../src/matrix/confusion-matrix-panel.tsx'
import { asMember, type RunSource, RunSourceProvider } from '../src/run/run-source.tsx'
import { renderOnPage } from './on-page.tsx'

afterEach(cleanup)

const LAST = 6
const matrixOf = (epoch: number): Matrix => ({
  ...{ __typename: 'ConfusionMatrix', epoch, split: 'TEST', labels: ['a', 'b'], accuracy: 0.5, classes: [] },
  counts: [
    [epoch, 10 - epoch],
    [0, 10],
  ],
})

/** A server that answers when it is told to, and never twice the same. */
function slowServer() {
  const asked: number[] = []
  const answered = new Map<number, Matrix | null>()
  const waiting = new Map<number, PromiseWithResolvers<void>>()
  const listeners = new Set<() => void>()
  const load = (epoch: number): Promise<void> => {
    if (answered.has(epoch)) return Promise.resolve()
    const known = waiting.get(epoch)
    if (known) return known.promise
    const begun = Promise.withResolvers<void>()
    asked.push(epoch)
    waiting.set(epoch, begun)
    return begun.promise
  }
  const answer = (epoch: number, matrix: Matrix | null = matrixOf(epoch)) =>
    act(async () => {
      answered.set(epoch, matrix)
      waiting.get(epoch)?.resolve()
      for (const tell of listeners) tell()
    })
  const listen = (tell: () => void) => {
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }
  const source: RunSource = {
    ...asMember,
    useMatrix(_id, epoch) {
      if (epoch !== null) void load(epoch)
      const matrix = useSyncExternalStore(listen, () => (epoch === null ? undefined : answered.get(epoch)))
      return { matrix, failed: false }
    },
    useLoadMatrix: () => load,
  }
  return { asked, answer, source }
}

function Panel({ source, from }: { readonly source: RunSource; readonly from: number | null }) {
  const [pinned, pin] = useState(from)
  return (
    <RunSourceProvider source={source}>
      <p>pinned: {pinned ?? 'none'}</p>
      <ConfusionMatrixPanel
        {...{
          runId: 'r',
          runName: 'mlp #4',
          awaited: false,
          newest: matrixOf(LAST),
          pinned,
          mode: 'counts',
          cell: null,
        }}
        onPin={pin}
        onMode={() => undefined}
        onCell={() => undefined}
      />
    </RunSourceProvider>
  )
}

const hits = () =>
  within(screen.getByRole('table', { name: 'Confusion matrix' })).getAllByRole('button')[0]?.textContent

test('the matrix before stays until the next is there; the slider goes by keyboard', async () => {
  const { answer, source } = slowServer()
  const user = userEvent.setup()
  renderOnPage(<Panel source={source} from={null} />)
  expect(hits()).toBe('6')
  screen.getByRole('slider', { name: 'Epoch of the matrix' }).focus()
  await user.keyboard('{ArrowLeft}')
  expect(screen.getByText('pinned: 5')).toBeTruthy()
  expect(hits()).toBe('6')
  await answer(5)
  expect(hits()).toBe('5')
  await user.keyboard('{ArrowLeft}')
  expect(hits()).toBe('5')
  await answer(4)
  expect(hits()).toBe('4')
  await user.keyboard('{End}')
  expect(screen.getByText('pinned: none')).toBeTruthy()
  expect(hits()).toBe('6')
})

test('playing waits for each matrix, asks for the next ones ahead and stops at the last', async () => {
  const { asked, answer, source } = slowServer()
  const user = userEvent.setup()
  renderOnPage(<Panel source={source} from={null} />)
  await user.keyboard('p')
  // It begins anew, since it was at the end, and shows nothing that has not come yet.
  expect(screen.getByText('pinned: 1')).toBeTruthy()
  expect(asked.toSorted()).toEqual([1, 2, 3, 4, 5])
  expect(hits()).toBe('6')
  await answer(1)
  expect(hits()).toBe('1')
  await answer(2)
  expect(await screen.findByText('pinned: 2')).toBeTruthy()
  expect(hits()).toBe('2')
  for (const epoch of [3, 4, 5, 6]) await answer(epoch)
  expect(await screen.findByText('pinned: none', {}, { timeout: 10_000 })).toBeTruthy()
  expect(hits()).toBe('6')
  expect(await screen.findByRole('button', { name: 'Play through the epochs' })).toBeTruthy()
})

test('pause holds the epoch, and an epoch without a matrix is said', async () => {
  const { answer, source } = slowServer()
  const user = userEvent.setup()
  renderOnPage(<Panel source={source} from={3} />)
  await answer(3)
  await user.click(screen.getByRole('button', { name: 'Play through the epochs' }))
  await user.click(screen.getByRole('button', { name: 'Pause' }))
  await answer(4, null)
  expect(screen.getByText('pinned: 3')).toBeTruthy()
  await user.keyboard(']')
  expect(screen.getByText('No matrix was recorded after epoch 4: this is that of epoch 3.')).toBeTruthy()
  expect(hits()).toBe('3')
})

test('the matrix that is shown can be saved as picture and table', async () => {
  const server = slowServer()
  const user = userEvent.setup()
  renderOnPage(<Panel source={server.source} from={null} />)
  await user.click(screen.getByRole('button', { name: 'Download confusion matrix of mlp #4' }))
  // Nothing has a place in jsdom: what opens beside a button counts as out of sight.
  const formats = await screen.findAllByRole('menuitem', { hidden: true })
  expect(formats.map(({ textContent }) => textContent)).toEqual(['PNG', 'SVG', 'CSV'])
})
