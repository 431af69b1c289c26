import { readFileSync } from 'node:fs'
import type { FailureCause, Interruption } from '@atelier/db'
import type { ChildEnd } from './training-child.ts'

/** What the system says of a crash, as people know it. */
const CRASH_NAMES: { readonly [Signal in NodeJS.Signals]?: string } = {
  SIGSEGV: 'it reached for memory that is not its own',
  SIGBUS: 'it reached for memory that is not there',
  SIGABRT: 'it gave up by itself',
  SIGILL: 'the processor does not know an instruction of it',
  SIGFPE: 'a calculation had no result',
}

const SMALLER = 'Try a smaller batch size or model.'

/**
 * Why a training that did not finish ended, named and in one sentence for the person who launched it.
 * @param killedForMemory whether the system has killed a process for want of memory meanwhile
 */
export function failureOf(end: ChildEnd, killedForMemory: boolean): Interruption {
  const { failed, exitCode, signal, lastWords } = end
  if (failed !== null)
    return { cause: failed.cause, reason: explained(failed.cause, sentence(failed.reason)) }
  const lines = lastWords === null ? [] : [{ level: 'error', message: lastWords } as const]
  // Node's own heap, and the native code's: they say so and abort.
  if (
    signal === 'SIGABRT' &&
    lastWords !== null &&
    /heap|allocation|out of memory|bad_alloc/i.test(lastWords)
  )
    return { cause: 'OUT_OF_MEMORY', reason: `The training process ran out of memory. ${SMALLER}`, lines }
  if (signal === 'SIGKILL' && killedForMemory)
    return {
      ...{ cause: 'OUT_OF_MEMORY', lines },
      reason: `The machine ran out of memory: its kernel killed the training process. ${SMALLER}`,
    }
  if (signal === 'SIGKILL')
    return { cause: 'KILLED', reason: 'The training process was killed (signal SIGKILL).', lines }
  if (signal !== null) {
    const what = CRASH_NAMES[signal]
    const reason = `The training process crashed (signal ${signal}${what ? `: ${what}` : ''}).`
    return { cause: 'CRASHED', reason, lines }
  }
  if (exitCode === null)
    return { cause: 'OTHER', reason: 'The training process could not be started.', lines }
  const reason = `The training process ended before the training did (exit code ${exitCode}).`
  return { cause: 'CRASHED', reason, lines }
}

/** Whether another attempt may mend it: settings that cannot be trained or diverge do so again. */
export const mayMend: { readonly [Cause in FailureCause]: boolean } = {
  WORKER_LOST: true,
  WORKER_STOPPED: true,
  OUT_OF_MEMORY: true,
  KILLED: true,
  CRASHED: true,
  DISK_FULL: true,
  DATASET_MISSING: true,
  DIVERGED: false,
  OTHER: false,
}

function explained(cause: FailureCause, reason: string): string {
  if (cause === 'DISK_FULL') return `The disk is full. ${reason}`
  if (cause === 'OUT_OF_MEMORY') return `The training ran out of memory: ${reason} ${SMALLER}`
  return reason
}

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

/**
 * How many processes the kernel has killed for want of memory: in this process's control group, which is a container's
 * own, else on the whole machine. Null where nobody counts.
 */
export function memoryKills(): number | null {
  return counted('/sys/fs/cgroup/memory.events') ?? counted('/proc/vmstat')
}

function counted(file: string): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    return count === undefined ? null : Number(count)
  } catch {
    return null
  }
}
