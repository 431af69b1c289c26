import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { LayerEpochFieldsFragment as LayerEpoch } from '#gql/graphql.ts'
import { mapOf } from '../src/layers/histogram-levels.ts'
import { blockWidths } from '../src/layers/layer-diagram.tsx'
import { figuresOf } from '../src/layers/layer-figures.ts'
import { LayersView } from '../src/layers/layers-view.tsx'
import { asMember, type RunSource, RunSourceProvider } from '../src/run/run-source.tsx'
import type { LayersAs } from '../src/run/view.ts'
import { renderOnPage } from './on-page.tsx'

afterEach(cleanup)

const layer = (
  index: number,
  name: string,
  type: string,
  parameters: number,
  outputShape: (number | null)[],
) => ({
  ...{ index, name, type, parameters, outputShape, settings: {} },
})
const layers = [
  layer(0, 'conv2d', 'Conv2D', 300, [null, 26, 26, 32]),
  layer(1, 'flatten', 'Flatten', 0, [null, 21_632]),
  layer(2, 'dense', 'Dense', 700, [null, 10]),
]

const epochOf = (epoch: number, change: Partial<LayerEpoch> = {}): LayerEpoch => ({
  __typename: 'LayerEpoch',
  ...{ epoch, weightNorm: 10, gradientNorm: 0.5, updateNorm: 0.02 },
  ...{ activationMean: 1, activationStandardDeviation: 0.25, deadShare: null },
  histograms: [
    {
      ...{ __typename: 'LayerHistogram', tensor: 'WEIGHT', weight: 'kernel' },
      ...{ lowest: -epoch, highest: epoch, counts: [1, 3] },
    },
  ],
  ...change,
})

function Layers({ epochs }: { readonly epochs: readonly LayerEpoch[] }) {
  const [as, setAs] = useState<LayersAs>('table')
  const [chosen, choose] = useState<string | null>(null)
  const source: RunSource = { ...asMember, useLayerHistory: () => ({ epochs, failed: false }) }
  return (
    <RunSourceProvider source={source}>
      <LayersView
        {...{ runId: 'r', layers, as, chosen, pinned: null }}
        parameterCount={{ total: 1000, trainable: 1000, nonTrainable: 0 }}
        onAs={setAs}
        onChoose={choose}
      />
    </RunSourceProvider>
  )
}

const said = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00a0', ' ')

test('the same layers as a table and as a diagram that says output and share of each', async () => {
  const user = userEvent.setup()
  renderOnPage(<Layers epochs={[]} />)
  expect(screen.getByRole('region', { name: 'Layers' })).toBeTruthy()
  await user.click(screen.getByRole('radio', { name: 'Diagram' }))
  const blocks = within(screen.getByRole('list', { name: 'Layers from input to output' })).getAllByRole(
    'button',
  )
  expect(blocks.map(said)).toEqual([
    'Conv2Dconv2d300 parameters, 30.00 % output 26×26×32',
    'Flattenflattenno parameters output 21632',
    'Densedense700 parameters, 70.00 % output 10',
  ])
})

test('a layer is chosen in either and shows how its numbers were spread; chosen again, it closes', async () => {
  const user = userEvent.setup()
  renderOnPage(<Layers epochs={[epochOf(1), epochOf(2)]} />)
  await user.click(screen.getByRole('button', { name: /Dense/ }))
  const detail = await screen.findByRole('region', { name: 'Dense dense' })
  expect(
    within(detail).getByRole('img', {
      name: 'Spread of kernel: from -1.000 to 1.000 after epoch 1, from -2.000 to 2.000 after epoch 2',
    }),
  ).toBeTruthy()
  expect([...detail.querySelectorAll('figcaption')].map(said)).toEqual([
    ...['Norm of the weights', 'Norm of the gradient', 'Update by weight ‰'],
    ...['Activation: mean and standard deviation', 'Spread of kernel'],
  ])
  await user.click(screen.getByRole('button', { name: /Dense/ }))
  expect(screen.queryByRole('region', { name: 'Dense dense' })).toBeNull()
})

test('a run of before histograms were kept says so', async () => {
  const user = userEvent.setup()
  renderOnPage(<Layers epochs={[epochOf(1, { histograms: [] })]} />)
  await user.click(screen.getByRole('button', { name: /Conv2D/ }))
  expect(await screen.findByText('This run was trained before histograms of layers were kept.')).toBeTruthy()
})

test('figures that a layer has not are no charts', () => {
  const none = { weightNorm: null, gradientNorm: null, updateNorm: null }
  const figures = figuresOf([epochOf(1, { ...none, deadShare: 0.25 }), epochOf(2, none)])
  expect(figures.map(({ title, rows }) => [title, rows])).toEqual([
    [
      'Activation: mean and standard deviation',
      [
        { epoch: 1, value: 1, band: [0.75, 1.25] },
        { epoch: 2, value: 1, band: [0.75, 1.25] },
      ],
    ],
    ['Dead units', [{ epoch: 1, value: 25 }]],
  ])
  const update = figuresOf([epochOf(1)]).find(({ title }) => title === 'Update by weight')
  expect(update?.rows).toEqual([{ epoch: 1, value: 2 }])
})

test('columns of histograms share one axis, and the fullest bin of each is the darkest', () => {
  const column = { epoch: 1, lowest: 0, highest: 1, counts: [4, 0, 1, 0] }
  const { lowest, highest, levels } = mapOf([column, { ...column, epoch: 2, lowest: -1, highest: 3 }])
  expect([lowest, highest]).toEqual([-1, 3])
  // The root of a quarter is half of the way.
  expect(levels.map(({ opacity }) => opacity)).toEqual([0.625, 1])
  expect(levels[1]?.path).toBe('M0 0.68750h1v0.06250h-1zM1 0.75000h1v0.25000h-1z')
})

test('blocks are as wide as outputs are large, and all alike where they are', () => {
  expect(
    blockWidths([
      [null, 100],
      [null, 10, 1],
      [null, 10, 10],
    ]),
  ).toEqual([100, 56, 100])
  expect(
    blockWidths([
      [null, 10],
      [null, 10],
    ]),
  ).toEqual([100, 100])
})
