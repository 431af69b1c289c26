import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino'
import { currentRequest } from './current-request.ts'
import { describeError } from './describe-error.ts'

export type LogOptions = { readonly name: string; readonly level: Level | 'silent' }

/**
 * The log: one JSON object a line, so that nothing a client sends can forge a line. A line that is written while a
 * request is worked on carries the request's id. Headers are never logged; should one slip in, it is blotted out.
 */
export function createLog({ name, level }: LogOptions, destination?: DestinationStream): Logger {
  const options = {
    ...{ name, level, timestamp: stdTimeFunctions.isoTime },
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => {
      const request = currentRequest()
      return request ? { requestId: request.id } : {}
    },
    serializers: { err: describeError },
    redact: ['authorization', 'cookie', 'password', 'key', 'token', 'variables'].flatMap((secret) => [
      secret,
      `*.${secret}`,
      `*.*.${secret}`,
    ]),
  }
  return destination ? pino(options, destination) : pino(options)
}
