import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** It takes a second or two where no process keeps the driver loaded. */
const NVIDIA_SMI_MS = 5000
const DRIVER = '/proc/driver/nvidia/gpus'

/** The card's own name, such as "NVIDIA H100 80GB HBM3"; "NVIDIA GPU" where neither driver nor nvidia-smi tells it. */
export const gpuName = (): string => nameFromDriver() ?? nameFromNvidiaSmi() ?? 'NVIDIA GPU'

/** What the driver says, where all cards are alike: which of them TensorFlow takes does not matter then. */
function nameFromDriver(): string | undefined {
  try {
    const cards = readdirSync(DRIVER).map((card) =>
      readFileSync(path.join(DRIVER, card, 'information'), 'utf8'),
    )
    const names = new Set(cards.map((card) => /^Model:\s*(.+?)\s*$/m.exec(card)?.[1]))
    const [name] = names
    return names.size === 1 ? name : undefined
  } catch {
    return undefined
  }
}

/** TensorFlow takes the first card that it is shown. */
function nameFromNvidiaSmi(): string | undefined {
  const [shown = '0'] = (process.env.CUDA_VISIBLE_DEVICES || '0').split(',')
  const query = ['--query-gpu=name', '--format=csv,noheader', `--id=${shown.trim()}`]
  try {
    const said = execFileSync('nvidia-smi', query, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // It can hang where a card is in trouble: a training does without the name.
      timeout: NVIDIA_SMI_MS,
      killSignal: 'SIGKILL',
    })
    return said.trim() || undefined
  } catch {
    return undefined
  }
}

/** Whether TensorFlow's CUDA build is installed: CUDA's libraries lie beside it. */
export function isCudaBuild(): boolean {
  const tfjs = path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const library = path.join(tfjs, 'deps/lib/libtensorflow_framework.so.2')
  return existsSync(library) && existsSync(path.join(realpathSync(library), '../../nvidia'))
}
