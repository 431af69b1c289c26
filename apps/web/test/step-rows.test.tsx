import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ChartTooltip } from '../src/charts/chart-tooltip.tsx'
import { tellCurves } from '../src/charts/curve-tooltip.tsx'
import { type EpochSteps, inPlaces, type PlacedRow, withSteps } from '../src/charts/step-rows.ts'
import { stepPoints } from '../src/run/step-question.ts'

afterEach(cleanup)

const epochs = [
  { epoch: 1, training: 8, validation: 10 },
  { epoch: 2, training: 2, validation: null },
  { epoch: 3, training: 2, validation: 5 },
]
const step = (epoch: number, first: number, last = first): EpochSteps => ({
  ...{ epoch, first, last, low: 1, mean: 2, high: 3 },
})

test('steps have a place among the epochs, where the curves are as they are drawn', () => {
  const rows = withSteps(epochs, [step(0.5, 5), step(1.5, 15), step(2, 20)], false)
  expect(rows.map(({ epoch, between }) => [epoch, between ?? false])).toEqual([
    ...[
      [0.5, true],
      [1, false],
      [1.5, true],
      [2, false],
      [3, false],
    ],
  ])
  expect(rows.map(({ training }) => training)).toEqual([null, 8, 5, 2, 2])
  // Where a value is missing the line has a gap, and it does not close.
  expect(rows.map(({ validation }) => validation)).toEqual([null, 10, null, null, 5])
  expect(rows[3]).toMatchObject({ steps: { first: 20 }, stepMean: 2 })
  expect(withSteps(epochs, [step(1.5, 15)], true)[1]?.training).toBeCloseTo(4)
  expect(withSteps(epochs, [], false)).toEqual(epochs)
})

test('steps of a fork are counted over the whole run', () => {
  const bucket = { stepStart: 11, stepEnd: 12, minimum: 0.1, maximum: 0.3, mean: 0.2 }
  expect(stepPoints([bucket], 'accuracy', { runId: 'r', perEpoch: 10, base: 2 })).toEqual([
    { epoch: 3.15, first: 31, last: 32, low: 10, high: 30, mean: 20 },
  ])
})

const said = (row: PlacedRow) => {
  cleanup()
  render(<ChartTooltip {...tellCurves(row, 'teal', (value) => value.toFixed(1))} />)
  return screen.getByRole('status').textContent
}

test('a tooltip names the step, its epoch and what was measured there', () => {
  const [, between, end] = withSteps(epochs, [step(1.5, 1500), step(2, 2000, 2010)], false)
  expect(between && said(between)).toBe('Step 1,500, epoch 2this step2.0')
  expect(end && said(end)).toBe(
    'Steps 2,000–2,010, epoch 2training2.0mean of the steps2.0lowest1.0highest3.0',
  )
  expect(said({ epoch: 3, training: 2, validation: 5 })).toBe('Epoch 3validation5.0training2.0')
  expect(said({ epoch: 3.5, training: 2, validation: null })).toBe('Epoch 4, under waytraining2.0')
})

test('of more steps than a cursor tells apart neighbours share a place, and none is left out', () => {
  const steps = Array.from({ length: 401 }, (_, at) => step(at / 100, at))
  const places = inPlaces(steps)
  expect(places.length).toBeLessThanOrEqual(80)
  expect(places[0]).toMatchObject({ first: steps[0]?.first, last: steps[5]?.last, low: steps[0]?.low })
  expect(places.at(-1)).toMatchObject({ last: steps.at(-1)?.last, high: steps.at(-1)?.high })
  expect(inPlaces(steps.slice(0, 80))).toEqual(steps.slice(0, 80))
})

test('two runs of one name each have their line', () => {
  const line = { label: 'mlp', value: '90 %' }
  const complaints = vi.spyOn(console, 'error')
  render(
    <ChartTooltip
      title="Epoch 1"
      lines={[
        { id: 'a', ...line },
        { id: 'b', ...line },
      ]}
    />,
  )
  expect(screen.getAllByText('mlp')).toHaveLength(2)
  expect(complaints).not.toHaveBeenCalled()
  complaints.mockRestore()
})
