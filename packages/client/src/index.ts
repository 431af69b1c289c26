export { Client, type RunChange, type RunEvent } from './client.ts'
export type { EpochFigures, FinalStatus, Layer, Predictions, Run, RunOptions } from './run.ts'
export { RefusedError, UnreachableError } from './server.ts'
export type { Connection, Mode } from './settings.ts'
export { type SyncOptions, type SyncReport, sync } from './sync.ts'

import { Client } from './client.ts'
import { Run, type RunOptions } from './run.ts'
import type { Connection } from './settings.ts'

/**
 * Begins a run. Returns at once, whether the server answers or not; ATELIER_URL and ATELIER_API_KEY say where it is
 * and who logs.
 */
export const init = async (options: RunOptions): Promise<Run> => new Run(options)

/** Questions and subscriptions at the server that ATELIER_URL and ATELIER_API_KEY name, or at another. */
export const createClient = (connection: Connection = {}): Client => new Client(connection)
