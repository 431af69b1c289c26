import { join } from 'node:path'
import { CommandError, childEnvironment, run } from './command.mjs'
import { root } from './paths.mjs'

/**
 * Fashion-MNIST in the data folder, checked by SHA-256.
 * @param {import('./node.mjs').Node} node @param {string} dataFolder @param {import('./progress.mjs').Say} say
 */
export async function ensureDataset(node, dataFolder, say) {
  const program = join(root, 'packages/ml-core/src/datasets/fetch-cli.ts')
  try {
    const said = await run(node.program, [program, '--data', dataFolder, 'fashion-mnist'], {
      onLine: say,
      env: childEnvironment(),
    })
    const source = /, from (.*)$/.exec(said.trim())?.[1]
    return { outcome: source ? `fetched from ${source}, SHA-256 right` : 'SHA-256 right', value: undefined }
  } catch (error) {
    if (error instanceof CommandError) error.message = error.said
    throw error
  }
}
