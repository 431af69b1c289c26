import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { CurveSketch } from '../src/charts/curve-sketch.tsx'

const rows = [
  { epoch: 1, training: 0, validation: 10 },
  { epoch: 2, training: 5, validation: null },
  { epoch: 3, training: 10, validation: 1 },
]

const drawn = (log: boolean) => {
  const { container } = render(<CurveSketch rows={rows} end={5} colour="teal" log={log} />)
  return [...container.querySelectorAll('path')].map((path) => path.getAttribute('d'))
}

test('curves fill the unit square from the left bottom up, a missing value is a gap', () => {
  expect(drawn(false)).toEqual(['M0.0000 1.0000L0.2500 0.5000L0.5000 0.0000', 'M0.0000 0.0000M0.5000 0.9000'])
})

test('on a logarithmic axis a value at zero is a gap too', () => {
  expect(drawn(true)).toEqual(['M0.2500 0.3010L0.5000 0.0000', 'M0.0000 0.0000M0.5000 1.0000'])
})
