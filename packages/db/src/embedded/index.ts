export { openEmbedded } from './open.ts'
export { type EmbeddedPostgres, type StartOptions, startPostgres } from './start.ts'
export { startTemporaryPostgres } from './temporary.ts'
