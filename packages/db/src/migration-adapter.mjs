import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

/** Object ids of pg_type: catalogue types that adapter-pg does not know, read as the nearest that it does. */
const TEXT = 25
const TEXT_ARRAY = 1009
const INTERNAL_CHAR = 18
const READ_AS = { 18: TEXT, 22: TEXT, 30: TEXT, 194: TEXT, 2205: TEXT, 2206: TEXT, 1003: TEXT_ARRAY }
const CHARACTER_COLUMN = 6

/** Connection settings for `pg` from a Prisma URL, whose `schema` and `sslmode` parameters pg does not take. */
export function connectionOf(url) {
  if (url === undefined) return { config: { host: 'invalid.invalid' }, schema: undefined }
  const parsed = new URL(url)
  const schema = parsed.searchParams.get('schema') ?? undefined
  const sslMode = parsed.searchParams.get('sslmode')
  const config = {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ...(sslMode && sslMode !== 'disable' ? { ssl: true } : {}),
  }
  return { config, schema }
}

/**
 * adapter-pg, fit for the migration engine: whole scripts run as they are (the adapter splits them at every
 * semicolon, which breaks functions), catalogue types are read, and shadow databases are databases of their own.
 */
export class MigrationAdapterFactory extends PrismaPg {
  #connection
  #schema

  constructor({ config, schema }) {
    super({ ...config, max: 1 }, { schema })
    this.#connection = config
    this.#schema = schema
  }

  async connect() {
    return forMigrations(await super.connect())
  }

  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
    const main = await this.connect()
    await main.executeScript(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
    const options = { schema: this.#schema }
    const shadow = forMigrations(
      await new PrismaPg({ ...this.#connection, max: 1, database }, options).connect(),
    )
    shadow.dispose = async () => {
      await shadow.underlyingDriver().end()
      await main.executeScript(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`)
      await main.dispose()
    }
    return shadow
  }
}

/** Prisma's own lock, where whoever calls holds another: the WASM engine cannot read the variable that says so. */
const isNeedless = (sql) =>
  process.env.PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK === '1' && /^\s*SELECT pg_advisory_lock\(/i.test(sql)

function forMigrations(adapter) {
  const performIO = adapter.performIO.bind(adapter)
  const queryRaw = adapter.queryRaw.bind(adapter)
  let characterColumns = []
  adapter.performIO = async (query) => {
    const result = await performIO(isNeedless(query.sql) ? { ...query, sql: 'SELECT 1' } : query)
    const fields = result.fields ?? []
    characterColumns = fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []))
    for (const field of fields) field.dataTypeID = READ_AS[field.dataTypeID] ?? field.dataTypeID
    return result
  }
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of characterColumns) result.columnTypes[index] = CHARACTER_COLUMN
    return result
  }
  adapter.executeScript = async (script) => {
    if (isNeedless(script)) return
    try {
      await adapter.underlyingDriver().query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}
