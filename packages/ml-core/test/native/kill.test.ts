import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listCheckpoints } from '../../src/checkpoint/folder.ts'
import { trainKilled } from './killed-training.ts'
import { smallInput, variablesIn } from './small-training.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'atelier-kill-'))
})
afterAll(() => rmSync(root, { recursive: true }))

it('a process that is killed at random moments leaves the history and weights of one that was not', async () => {
  // Some 600 steps, 0.7 seconds where nothing else works: no life is long enough for all of them.
  const input = { ...smallInput, batchSize: 2 }
  const folderOf = (name: string) => path.join(root, name)
  const lives: string[] = []
  const train = (name: string, kills: number) =>
    trainKilled({
      ...{ input, kills, folder: folderOf(name), everySeconds: 0.02, longestLife: 300 },
      ...{ random: Math.random, say: (life) => void lives.push(life) },
    })
  const whole = await train('whole', 0)
  const killed = await train('killed', 3)
  expect(lives.filter((life) => life.startsWith('killed')).length, lives.join('\n')).toBeGreaterThan(0)
  expect(killed, lives.join('\n')).toEqual(whole)
  expect(whole.epochs.size).toBe(4)
  const [last, expected] = ['killed', 'whole'].map((name) => listCheckpoints(folderOf(name))[0]?.path ?? '')
  expect(variablesIn(last ?? '')).toEqual(variablesIn(expected ?? ''))
})
