import type { ChildEnd } from './training-child.ts'

/** Why a training that did not finish ended, in one sentence for the person who launched it. */
export function describeEnd({ failed, exitCode, signal }: ChildEnd): string {
  if (failed !== null) return sentence(failed)
  if (signal === 'SIGKILL')
    return 'The training process was killed (signal SIGKILL): most likely the machine ran out of memory. Try a smaller batch size or model.'
  if (signal !== null) return `The training process crashed (signal ${signal}).`
  if (exitCode === null) return 'The training process could not be started.'
  return `The training process ended before the training did (exit code ${exitCode}).`
}

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
