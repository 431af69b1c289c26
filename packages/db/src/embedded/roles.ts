import pg from 'pg'
import type { Credentials } from './folder.ts'

export const SUPERUSER = 'postgres'
/** Role and database of the product: it owns its database and may make others, but rules nothing else. */
export const APPLICATION = 'atelier'

/** A connection address on the loopback interface. */
export const addressOf = (role: string, password: string, port: number, database: string): string =>
  `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

/** Makes the product's role and database unless they are there. */
export async function ensureApplication(port: number, passwords: Credentials): Promise<void> {
  const client = new pg.Client({
    connectionString: addressOf(SUPERUSER, passwords.superuser, port, 'postgres'),
  })
  await client.connect()
  try {
    const role = pg.escapeIdentifier(APPLICATION)
    const { rowCount: roles } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APPLICATION])
    if (roles === 0)
      await client.query(
        `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(passwords.application)}`,
      )
    const { rowCount: databases } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      APPLICATION,
    ])
    if (databases === 0) await client.query(`CREATE DATABASE ${role} OWNER ${role}`)
  } finally {
    await client.end()
  }
}
