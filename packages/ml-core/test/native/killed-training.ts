import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { TrainingEvent, TrainingInput } from '../../src/index.ts'
import { History } from './small-training.ts'

type KilledTraining = {
  readonly input: TrainingInput
  readonly folder: string
  readonly everySeconds: number
  readonly kills: number
  /** Milliseconds from its first step or checkpoint that a process has at most, before the kills are used up. */
  readonly longestLife: number
  /** From 0 to 1: which share of them each gets. */
  readonly random: () => number
  readonly say?: (text: string) => void
}

/**
 * Trains in a process of its own that is killed again and again at random moments, and started again. Gives the
 * history that its lines add up to.
 */
export async function trainKilled(training: KilledTraining): Promise<History> {
  const history = new History()
  for (let left = training.kills; ; left--) {
    const lifetime = left > 0 ? training.random() * training.longestLife : Number.POSITIVE_INFINITY
    const life = await live(training, history, lifetime)
    training.say?.(
      `${life.finished ? 'finished' : 'killed'} after ${life.milliseconds.toFixed(0)} ms: ${life.lastLine}`,
    )
    if (life.finished) return history
    if (life.error !== null) throw new Error(life.error)
    if (left <= 0) throw new Error('the process was killed by somebody else')
  }
}

type Life = {
  readonly milliseconds: number
  readonly finished: boolean
  /** What it said on standard error, where it ended by itself without having finished. */
  readonly error: string | null
  readonly lastLine: string
}

async function live(
  { input, folder, everySeconds }: Pick<KilledTraining, 'input' | 'folder' | 'everySeconds'>,
  history: History,
  lifetime: number,
): Promise<Life> {
  const script = path.join(import.meta.dirname, 'training-child.ts')
  const args = [script, folder, String(everySeconds), JSON.stringify(input)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const end = ended(child)
  let [born, finished, lastLine] = [Number.NaN, false, 'nothing']
  let timer: NodeJS.Timeout | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const event = eventIn(line)
    if (!event) continue
    // Not earlier: loading takes longer than a small training, and nothing happens in it that could be torn.
    if (Number.isNaN(born) && (event.type === 'stepProgress' || event.type === 'checkpointSaved')) {
      born = performance.now()
      if (Number.isFinite(lifetime)) timer = setTimeout(() => child.kill('SIGKILL'), lifetime)
    }
    history.add(event)
    finished ||= event.type === 'finished'
    lastLine = line.slice(0, 100)
  }
  clearTimeout(timer)
  const signal = await end
  const error = signal === 'SIGKILL' || finished ? null : errors.join('').slice(-2000)
  return { milliseconds: performance.now() - born, finished, error, lastLine }
}

const ended = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)))

/** The last line of a killed process may be cut off. */
function eventIn(line: string): TrainingEvent | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
