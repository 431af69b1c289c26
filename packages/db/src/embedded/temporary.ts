import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canReach, serverAccount } from './account.ts'
import { type EmbeddedPostgres, startPostgres } from './start.ts'

/** A cluster of its own for tests: fast, because it never waits for the disk; gone, with its data, once stopped. */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const folder = mkdtempSync(join(reachableTemporaryFolder(), 'atelier-postgres-'))
  chmodSync(folder, 0o755)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const postgres = await startPostgres({ folder, durable: false })
    const stop = async () => {
      await postgres.stop()
      remove()
    }
    return { ...postgres, stop }
  } catch (error) {
    remove()
    throw error
  }
}

/** The user's temporary folder, unless it is closed to the account that the server runs as. */
function reachableTemporaryFolder(): string {
  return canReach(serverAccount(), tmpdir()) ? tmpdir() : '/tmp'
}
