import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** What is fetched or built for this machine and is no npm package; it outlives `npm ci`. */
export const toolchain = join(root, '.toolchain')

/** For what is being fetched; emptied of each thing once that is in its place. */
export const downloads = join(toolchain, 'downloads')

/** Everything that the last set-up's programs said, for looking up. */
export const setupLog = join(toolchain, 'setup.log')
