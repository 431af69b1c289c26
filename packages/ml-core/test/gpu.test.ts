import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { gpuUsage } from '../src/runtime/gpu.ts'

// No machine of the tests has a card: a program of the same name stands in for what the driver's would say.
const folder = mkdtempSync(path.join(tmpdir(), 'atelier-card-'))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(path.join(folder, 'nvidia-smi'), { force: true })
})

function standIn(lines: string): void {
  writeFileSync(path.join(folder, 'nvidia-smi'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env.PATH}`)
}

test('the card that TensorFlow takes is asked, and tells how busy it is', async () => {
  standIn('case "$*" in *--id=2*) echo "37, 1024";; *) echo "99, 99";; esac')
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '2,3')
  expect(await gpuUsage()).toEqual({ utilisation: 37, memory: 2 ** 30 })
})

test('what a card does not tell is unknown', async () => {
  standIn('echo "[N/A], 1024"')
  expect(await gpuUsage()).toEqual({ utilisation: null, memory: 2 ** 30 })
})

test.each([
  ['the driver has no card', 'echo "No devices were found"; exit 6'],
  ['it says something else', 'echo "help"'],
])('nothing is told where %s', async (_, lines) => {
  standIn(lines)
  expect(await gpuUsage()).toBeNull()
})

test('nothing is told without a driver, and of a card that TensorFlow may not see', async () => {
  vi.stubEnv('PATH', folder)
  expect(await gpuUsage()).toBeNull()
  standIn('echo "37, 1024"')
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '')
  expect(await gpuUsage()).toBeNull()
})
