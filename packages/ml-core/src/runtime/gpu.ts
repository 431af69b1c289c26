import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

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

/** It can hang where a card is in trouble: a training does without what it says. */
const patience = { encoding: 'utf8', timeout: NVIDIA_SMI_MS, killSignal: 'SIGKILL' } as const

/** Asks for figures of the first card that TensorFlow is shown, which it takes. */
function question(figures: string, format: string): string[] {
  const [shown = '0'] = (process.env.CUDA_VISIBLE_DEVICES || '0').split(',')
  return [`--query-gpu=${figures}`, `--format=${format}`, `--id=${shown.trim()}`]
}

function nameFromNvidiaSmi(): string | undefined {
  try {
    const said = execFileSync('nvidia-smi', question('name', 'csv,noheader'), {
      ...patience,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return said.trim() || undefined
  } catch {
    return undefined
  }
}

/** How busy a card is, whoever uses it. */
export type GpuUsage = {
  /** Share of the last moments in which it computed, in percent; null where the card does not tell. */
  readonly utilisation: number | null
  /** In bytes; null where the card does not tell. */
  readonly memory: number | null
}

const MIB = 2 ** 20

/** How busy the card is that TensorFlow takes, as nvidia-smi has it; null where there is none, or TensorFlow may not see it. */
export async function gpuUsage(): Promise<GpuUsage | null> {
  if (process.env.CUDA_VISIBLE_DEVICES === '') return null
  try {
    const asked = question('utilization.gpu,memory.used', 'csv,noheader,nounits')
    const { stdout } = await promisify(execFile)('nvidia-smi', asked, patience)
    const [utilisation = null, mebibytes = null] = stdout.trim().split(',').map(figureOf)
    if (utilisation === null && mebibytes === null) return null
    return { utilisation, memory: mebibytes === null ? null : mebibytes * MIB }
  } catch {
    return null
  }
}

/** A card that does not tell says `[N/A]`. */
const figureOf = (text: string): number | null => (/^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null)

/** Whether TensorFlow's CUDA build is installed: CUDA's libraries lie beside it. */
export function isCudaBuild(): boolean {
  const tfjs = path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const library = path.join(tfjs, 'deps/lib/libtensorflow_framework.so.2')
  return existsSync(library) && existsSync(path.join(realpathSync(library), '../../nvidia'))
}
