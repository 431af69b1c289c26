import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'

const study = path.resolve(import.meta.dirname, '../../src/cli/study.ts')

/** The study in a process of its own, on ten batches: TensorFlow takes its device when it is loaded. */
function studyOn(device: string) {
  const args = ['--epochs', '1', '--train-limit', '64', '--seed', '1', '--json']
  const env = { ...process.env, ATELIER_DATA: dataFolder, ATELIER_DEVICE: device }
  return spawnSync(process.execPath, [study, ...args], { env, encoding: 'utf8' })
}

/** What the study itself said last; TensorFlow logs above. */
const lastLine = (text: string) => text.trim().split('\n').at(-1)

describe('ATELIER_DEVICE', () => {
  it('cpu trains on the processor, which is named and recorded', () => {
    const { status, stdout } = studyOn('cpu')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).device).toBe(`${cpus()[0]?.model.trim()} (${cpus().length} cores)`)
  })

  it('with another value is refused in one sentence', () => {
    const { status, stdout, stderr } = studyOn('tpu')
    expect([status, stdout]).toEqual([1, ''])
    expect(lastLine(stderr)).toBe('The study failed: ATELIER_DEVICE must be auto, cpu or gpu, not "tpu"')
  })

  it('gpu trains on a card, or says in one sentence that there is none', () => {
    const { status, stdout, stderr } = studyOn('gpu')
    if (status === 0) expect(JSON.parse(stdout).device).toMatch(/NVIDIA/)
    else
      expect(lastLine(stderr)).toMatch(
        /^The study failed: ATELIER_DEVICE is gpu, but TensorFlow found no GPU that it can use: /,
      )
  })
})
