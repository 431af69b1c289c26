import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'

const packageFolder = path.resolve(import.meta.dirname, '../..')
const readme = readFileSync(path.join(packageFolder, 'README.md'), 'utf8')
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)

/** What an example of the README prints, run as it stands there. */
function run(example: number): string {
  const args = ['--input-type=module-typescript', '--eval', examples[example] ?? '']
  const env = { ...process.env, ATELIER_DATA: dataFolder }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: packageFolder,
    env,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  return stdout
}

it('the example of ten lines trains and judges', () => {
  expect(examples[0]?.trim().split('\n').length).toBeLessThanOrEqual(10)
  const lines = run(0).trim().split('\n')
  expect(lines.map((line) => line.replace(/[\d.]+$/, '…'))).toEqual([
    expect.stringMatching(/^1 /),
    expect.stringMatching(/^2 /),
    'test accuracy …',
  ])
  expect(Number(lines[2]?.split(' ').at(-1))).toBeGreaterThan(0.3)
})

it('the example of stopping, going on and forking does what its comments say', () => {
  expect(run(1).trim().split('\n')).toEqual([
    ...['epoch 1 learning rate 0.001', 'epoch 2 learning rate 0.0005', 'stopped'],
    ...[
      'goes on from epoch-0002.safetensors',
      'epoch 3 learning rate 0.0005',
      'epoch 4 learning rate 0.0005',
    ],
    ...['completed', 'goes on from epoch-0002.safetensors', 'epoch 3 learning rate 0.001', 'completed'],
  ])
})
