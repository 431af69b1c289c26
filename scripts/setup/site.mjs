import { join } from 'node:path'
import { CommandError, childEnvironment, run } from './command.mjs'
import { root } from './paths.mjs'
import { SetupError } from './progress.mjs'

/**
 * What is made from the sources: generated code (the database client, the GraphQL types) and, with `build`, the
 * production build of the site. Turbo makes again only what has changed.
 * @param {('generate' | 'build')[]} tasks @param {NodeJS.ProcessEnv} env @param {import('./progress.mjs').Say} say
 */
export async function ensureBuilt(tasks, env, say) {
  const turbo = join(root, 'node_modules', '.bin', 'turbo')
  const packages = ['db', 'api', 'web', 'client', 'cli'].map((name) => `--filter=@atelier/${name}`)
  const options = [...packages, '--no-color', '--output-logs=new-only', '--env-mode=loose']
  try {
    const said = await run(turbo, ['run', ...tasks, ...options], {
      env: childEnvironment({ ...env, NODE_ENV: 'production' }),
      onLine: say,
      deathSignal: 'TERM',
    })
    const cached = /(\d+) cached, \1 total/.test(said)
    return { outcome: cached ? 'up to date' : 'built', value: undefined }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new SetupError('Generated code or the site could not be built.', {
      tried: [error.message],
      advice:
        'the text above names the file; when you changed nothing, run the command again, and report it if it stays.',
    })
  }
}
