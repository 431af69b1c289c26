import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { HeatMap } from '../src/matrix/heat-map.tsx'

afterEach(cleanup)

const labels = ['Coat', 'Shirt', 'Bag']
const counts = [
  [90, 10, 0],
  [25, 70, 5],
  [0, 0, 100],
]

function show(mode: 'counts' | 'shares' = 'counts') {
  const onChoose = vi.fn()
  render(<HeatMap labels={labels} counts={counts} mode={mode} chosen={null} onChoose={onChoose} />)
  return { onChoose, user: userEvent.setup(), map: screen.getByRole('table', { name: 'Confusion matrix' }) }
}

test('every cell says what it counts, and only those that count something show a number', () => {
  const { map } = show()
  expect(within(map).getByRole('button', { name: 'Shirt taken for Coat: 25' }).textContent).toBe('25')
  expect(within(map).getByRole('button', { name: 'Bag taken for Coat: 0' }).textContent).toBe('')
})

test('shares are percents of the row', () => {
  const { map } = show('shares')
  expect(within(map).getByRole('button', { name: 'Shirt taken for Shirt: 70, 70.0 %' }).textContent).toBe(
    '70.0',
  )
  expect(within(map).getByRole('button', { name: 'Bag taken for Bag: 100, 100 %' }).textContent).toBe('100')
})

test('the keyboard walks through the cells and chooses one', async () => {
  const { user, onChoose } = show()
  await user.tab()
  await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Shirt taken for Bag: 5')
  expect(screen.getByText(/Shirt taken for Bag/).textContent?.replaceAll('\u00a0', ' ')).toBe(
    'Shirt taken for Bag: 5 of 100 (5.00 %)',
  )
  await user.keyboard('{Enter}')
  expect(onChoose).toHaveBeenCalledWith({ actual: 1, predicted: 2 })
})
