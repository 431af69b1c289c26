import { readFileSync } from 'node:fs'
import { serverAccount } from './account.ts'
import { openCredentials, openFolder } from './folder.ts'
import { holderOf } from './owner-lock.ts'
import { APPLICATION, addressOf } from './roles.ts'
import { startPostgres } from './start.ts'

/**
 * The address of a cluster for a short visit: the one that runs on the folder, or else a server that is started for
 * the visit and stopped by `close`.
 */
export async function openEmbedded(
  folder: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const cluster = openFolder(folder, serverAccount(), () => {})
  if (holderOf(cluster.lock) === null) {
    const postgres = await startPostgres({ folder })
    return { url: postgres.url, close: postgres.stop }
  }
  const port = Number(readFileSync(cluster.port, 'utf8'))
  const { application } = openCredentials(cluster)
  return { url: addressOf(APPLICATION, application, port, APPLICATION), close: async () => {} }
}
