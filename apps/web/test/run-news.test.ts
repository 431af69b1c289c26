import { expect, test } from 'vitest'
import type { NewsRunFragment as NewsRun, RunStatus } from '#gql/graphql.ts'
import { tabIcon } from '../src/news/tab-icon.ts'
import { sharedProgress, takeNews, type Underway } from '../src/news/underway.ts'

const run = (id: string, status: RunStatus, progress = 0): NewsRun => ({
  ...{ __typename: 'Run', id, status, progress, number: 1, name: id, error: null },
  ...{ epochsCompleted: 0, epochsPlanned: 4, evaluation: null },
})
const none: Underway = new Map()
const take = (known: Underway, one: NewsRun) => takeNews(known, { runId: one.id, run: one })

test('a run that was underway ends once; one that was over before is no news', () => {
  const queued = take(none, run('a', 'QUEUED'))
  expect(queued.ended).toBeNull()
  const running = take(queued.underway, run('a', 'RUNNING', 0.5))
  expect(running.ended).toBeNull()
  const over = take(running.underway, run('a', 'COMPLETED', 1))
  expect(over.ended).toMatchObject({ id: 'a', status: 'COMPLETED' })
  expect(over.underway.size).toBe(0)
  expect(take(over.underway, run('a', 'COMPLETED', 1)).ended).toBeNull()
  expect(take(none, run('renamed long ago', 'FAILED')).ended).toBeNull()
})

test('a run that is deleted goes without a word', () => {
  const { underway } = take(none, run('a', 'RUNNING'))
  const gone = takeNews(underway, { runId: 'a', run: null })
  expect(gone).toEqual({ underway: new Map(), ended: null })
})

test('the progress of all is that of the runs that train, and of none when none does', () => {
  let known = take(none, run('a', 'RUNNING', 0.2)).underway
  known = take(known, run('b', 'RUNNING', 0.6)).underway
  known = take(known, run('c', 'PAUSED', 0.9)).underway
  known = take(known, run('d', 'QUEUED')).underway
  expect(sharedProgress(known)).toBeCloseTo(0.4)
  expect(sharedProgress(take(none, run('c', 'PAUSED', 0.9)).underway)).toBeNull()
})

test('an icon of the tab is a drawing of its own for each sign, and stands still', () => {
  const icons = [tabIcon({ share: 0.1 }), tabIcon({ share: 0.9 }), tabIcon('COMPLETED'), tabIcon('FAILED')]
  expect(new Set(icons).size).toBe(4)
  for (const icon of icons) {
    const drawing = new DOMParser().parseFromString(
      decodeURIComponent(icon.split(',')[1] ?? ''),
      'image/svg+xml',
    )
    expect(drawing.documentElement.tagName).toBe('svg')
    expect(drawing.querySelectorAll('animate, animateTransform, style, script')).toHaveLength(0)
  }
})
