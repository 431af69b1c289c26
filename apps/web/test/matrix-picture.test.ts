import { expect, test } from 'vitest'
import { csvOf } from '../src/charts/csv.ts'
import { matrixPicture, matrixTable } from '../src/matrix/matrix-picture.ts'

const labels = ['T-shirt/top', 'a <b> & "c"']
const counts = [
  [90, 10],
  [0, 50],
]
const fonts = { text: 'Geist', figures: 'Geist Mono' }
const drawn = (more: object = {}) =>
  new DOMParser().parseFromString(
    matrixPicture({
      labels,
      counts,
      title: 'mlp #4 & more',
      note: 'test set, epoch 8',
      mode: 'counts',
      fontFaces: '',
      fonts,
      ...more,
    }),
    'image/svg+xml',
  ).documentElement

const texts = (svg: Element) => [...svg.querySelectorAll('text')].map(({ textContent }) => textContent)

test('a picture has title, labels, figures and what the colours say, and is well-formed whatever classes are called', () => {
  const svg = drawn()
  expect(svg.localName).toBe('svg')
  expect(texts(svg)).toEqual([
    ...['mlp #4 & more', 'test set, epoch 8; rows: what the image shows, columns: what the model said'],
    ...[...labels, ...labels, '90', '10', '50'],
    ...['recognised 0', '100\u00a0%', 'mistaken 0', '30\u00a0%', 'share of the row'],
  ])
  expect(texts(drawn({ mode: 'shares' }))).toContain('90.0')
  // Nothing lies outside.
  const [width, height] = ['width', 'height'].map((name) => Number(svg.getAttribute(name)))
  for (const rect of svg.querySelectorAll(':scope > rect[x]')) {
    expect(Number(rect.getAttribute('x')) + Number(rect.getAttribute('width'))).toBeLessThan(width ?? 0)
    expect(Number(rect.getAttribute('y')) + Number(rect.getAttribute('height'))).toBeLessThan(height ?? 0)
  }
})

test('a difference is told with its sign, and no difference is white', () => {
  const svg = drawn({
    against: [
      [80, 20],
      [0, 50],
    ],
  })
  expect(texts(svg)).toEqual(expect.arrayContaining(['+10', '−10', 'less']))
  const cells = [...svg.querySelectorAll('rect[rx]')].map((rect) => rect.getAttribute('fill'))
  expect(cells[3]).toBe('#ffffff')
  expect(cells[0]).not.toBe(cells[1])
})

test('the cells of a hundred classes have no numbers, and their labels lean', () => {
  const many = Array.from({ length: 100 }, (_, at) => `class number ${at}`)
  const svg = drawn({ labels: many, counts: many.map((_, row) => many.map((_, at) => Number(row === at))) })
  expect(texts(svg)).not.toContain('1')
  expect(svg.querySelectorAll('text[transform]')).toHaveLength(100)
})

test('a table has the counts, or by how much they differ', () => {
  expect(csvOf(matrixTable({ labels, counts }))).toBe(
    'label \\ prediction,T-shirt/top,"a <b> & ""c"""\r\nT-shirt/top,90,10\r\n"a <b> & ""c""",0,50\r\n',
  )
  expect(
    matrixTable({
      labels,
      counts,
      against: [
        [80, 20],
        [0, 50],
      ],
    }).slice(1),
  ).toEqual([
    ['T-shirt/top', 10, -10],
    ['a <b> & "c"', 0, 0],
  ])
})
