import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { ErrorImages } from '../src/run/error-images.tsx'
import { courseOf, courseText } from '../src/run/prediction-course.ts'
import {
  asMember,
  type HistoryQuestion,
  type ImagesQuestion,
  type RunSource,
  RunSourceProvider,
} from '../src/run/run-source.tsx'
import type { ImageOrder } from '../src/run/view.ts'
import { renderOnPage } from './on-page.tsx'
import { events } from './run-on-page.ts'

afterEach(cleanup)

const labels = ['Coat', 'Shirt', 'Bag']

const edgeOf = (index: number) => ({
  __typename: 'PredictionEdge' as const,
  cursor: String(index),
  node: {
    __typename: 'Prediction' as const,
    ...{ actual: 1, predicted: 0, confidence: 0.75 },
    example: {
      __typename: 'Example' as const,
      index,
      split: 'TEST' as const,
      imageUrl: `/images/${index}.png`,
    },
  },
})

/** A server with two mistaken images, of which it judged the first after each of three epochs. */
function server() {
  const asked: { images: ImagesQuestion[]; histories: HistoryQuestion[] } = { images: [], histories: [] }
  const source: RunSource = {
    ...asMember,
    useImages(question) {
      if (question) asked.images.push(question)
      const pageInfo = { __typename: 'PageInfo' as const, hasNextPage: false, endCursor: null }
      return {
        predictions: {
          __typename: 'PredictionConnection',
          ...{ totalCount: 2, pageInfo, edges: [edgeOf(7), edgeOf(9)] },
        },
        ...{ stale: false, failed: false, more: () => Promise.resolve(), again: () => undefined },
      }
    },
    usePredictionHistory(question) {
      if (question) asked.histories.push(question)
      return {
        __typename: 'PredictionHistory',
        epochs: [1, 2, 4],
        examples: [
          { __typename: 'ExampleHistory', index: 7, predicted: [2, 1, 0], confidence: [0.5, 0.25, 0.75] },
          { __typename: 'ExampleHistory', index: 9, predicted: [null, null, 0], confidence: [null, null, 1] },
        ],
      }
    },
  }
  return { asked, source }
}

const matrix = events.matrix(1, 4)

function Images({ source }: { readonly source: RunSource }) {
  const [order, setOrder] = useState<ImageOrder>('hardest')
  const [image, setImage] = useState<number | null>(null)
  const confusionMatrix =
    matrix.__typename === 'ConfusionMatrixComputed' ? { ...matrix.confusionMatrix, labels } : null
  return (
    <RunSourceProvider source={source}>
      <ErrorImages
        run={{ id: 'r', confusionMatrix }}
        {...{ epoch: null, cell: null, order, image }}
        onCell={() => undefined}
        onOrder={setOrder}
        onImage={setImage}
      />
    </RunSourceProvider>
  )
}

test('each image says what it was taken for over the epochs, and a dialog says it epoch by epoch', async () => {
  const { asked, source } = server()
  const user = userEvent.setup()
  renderOnPage(<Images source={source} />)
  expect(asked.histories.at(-1)).toEqual({ id: 'r', split: 'TEST', indices: [7, 9] })
  const [first, second] = screen.getAllByRole('button', { name: 'Shirt, taken for Coat' })
  expect(first?.title).toBe('image 7: Bag until epoch 1, Shirt until epoch 2, Coat until epoch 4')
  expect(second?.title).toBe('image 9: Coat after epoch 4, the only one recorded')
  if (first) await user.click(first)
  const dialog = await screen.findByRole('dialog', { name: 'Shirt, test image 7' })
  const rows = within(within(dialog).getByRole('region', { name: 'Predictions by epoch' }))
    .getAllByRole('row')
    .map((row) => row.textContent?.replaceAll('\u00a0', ' '))
  expect(rows.slice(1)).toEqual(['4✗ Coat75 %', '2✓ Shirt25 %', '1✗ Bag50 %'])
  const lanes = 'Taken for: Bag until epoch 1, Shirt until epoch 2, Coat until epoch 4'
  expect(within(dialog).getByRole('img', { name: lanes })).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('the hardest images come first unless one asks for their order', async () => {
  const { asked, source } = server()
  const user = userEvent.setup()
  renderOnPage(<Images source={source} />)
  expect(asked.images.at(-1)).toMatchObject({ order: 'HARDEST', wrongOnly: true })
  await user.click(screen.getByRole('radio', { name: 'As they lie' }))
  expect(asked.images.at(-1)).toMatchObject({ order: 'INDEX', wrongOnly: true })
})

test('a course of many changes is summed up', () => {
  const predicted = [0, 1, 2, 1, 0, 1, 1, 2]
  const epochs = predicted.map((_, at) => at + 1)
  const confidence = predicted.map(() => 0.5)
  const examples = [{ __typename: 'ExampleHistory' as const, index: 3, predicted, confidence }]
  const history = { __typename: 'PredictionHistory' as const, epochs, examples }
  expect(courseText(courseOf(history, 3), 1, labels)).toBe(
    'right after 4 of 8 epochs, taken for 2 other classes, changed 6 times',
  )
  expect(courseText(courseOf(history, 4), 1, labels)).toBe('not judged')
})
