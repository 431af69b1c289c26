import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino'
import { describeError } from './describe-error.ts'

export type LogOptions = {
  readonly name: string
  readonly level: Level | 'silent'
  /** What every line tells that is written now, such as the request that is worked on. */
  readonly mixin?: () => object
}

/**
 * A process's log: one JSON object a line, so that nothing from outside can forge a line. Headers and secrets are never
 * logged; should one slip in, it is blotted out.
 */
export function createLog({ name, level, mixin }: LogOptions, destination?: DestinationStream): Logger {
  const options = {
    ...{ name, level, timestamp: stdTimeFunctions.isoTime },
    formatters: { level: (label: string) => ({ level: label }) },
    ...(mixin && { mixin }),
    serializers: { err: describeError },
    redact: ['authorization', 'cookie', 'password', 'key', 'token', 'variables'].flatMap((secret) => [
      secret,
      `*.${secret}`,
      `*.*.${secret}`,
    ]),
  }
  return pino(options, destination ?? standardOutput())
}

/** So many bytes wait at most while the disk that takes the log is full; what comes then is left out. */
const MOST_WAITING = 2 ** 20

/** Standard output, whose failing costs lines of the log, not the process. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, maxLength: MOST_WAITING })
  output.on('error', () => {})
  return output
}
