import { createLog as createProcessLog, type LogOptions } from '@atelier/observe'
import type { DestinationStream, Logger } from 'pino'
import { currentRequest } from './current-request.ts'

/** The API's log: a line that is written while a request is worked on carries the request's id. */
export function createLog(options: Omit<LogOptions, 'mixin'>, destination?: DestinationStream): Logger {
  const mixin = () => {
    const request = currentRequest()
    return request ? { requestId: request.id } : {}
  }
  return createProcessLog({ ...options, mixin }, destination)
}
