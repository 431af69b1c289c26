import { InMemoryCache } from '@apollo/client'
import { describe, expect, test } from 'vitest'
import { RunPageDocument, type RunPageQuery } from '#gql/graphql.ts'
import { typePolicies } from '../src/apollo/cache.ts'
import { mergeEpochs } from '../src/apollo/merge-epochs.ts'
import { epoch, runOnPage } from './run-on-page.ts'

describe('merge of epochs', () => {
  test('upserts by number and keeps the order, whatever the order of arrival', () => {
    const merged = mergeEpochs([epoch(1), epoch(3)], [epoch(2), epoch(3, { loss: 9 })])
    expect(merged.map((one) => one.index)).toEqual([1, 2, 3])
    expect(merged[2]?.loss).toBe(9)
  })

  test('a replay changes nothing', () => {
    const history = [epoch(1), epoch(2), epoch(3)]
    expect(mergeEpochs(history, [epoch(2), epoch(1)])).toEqual(history)
  })

  test('a partial epoch of the list does not take away what the run page knows', () => {
    const [merged] = mergeEpochs<{ index: number; loss?: number; validationLoss?: number }>(
      [{ index: 1, loss: 0.5 }],
      [{ index: 1, validationLoss: 0.6 }],
    )
    expect(merged).toEqual({ index: 1, loss: 0.5, validationLoss: 0.6 })
  })

  test('the cache does so for every write of a history', () => {
    const cache = new InMemoryCache({ typePolicies })
    const page = { query: RunPageDocument, variables: { id: 'r' } }
    const write = (history: RunPageQuery['run'] & object) =>
      cache.writeQuery({ ...page, data: { run: history } })
    write(runOnPage({ history: [epoch(1), epoch(2)] }))
    write(runOnPage({ history: [epoch(2), epoch(3)] }))
    expect(cache.readQuery(page)?.run?.history.map((one) => one.index)).toEqual([1, 2, 3])
  })
})
