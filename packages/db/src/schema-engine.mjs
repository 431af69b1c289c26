#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which its CLI would download: the same JSON-RPC over stdio,
 * answered by Prisma's own WASM build of that engine on top of adapter-pg. Named in prisma.config.ts.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import readline from 'node:readline'
import { parseArgs } from 'node:util'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { connectionOf, MigrationAdapterFactory } from './migration-adapter.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    version: { type: 'boolean', short: 'V' },
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
  },
})
const connection = connectionOf(values.datasource ? JSON.parse(values.datasource).url : undefined)

if (values.version) console.log('schema-engine-cli atelier-wasm')
else if (positionals[0] === 'cli') await runCommand(positionals[1])
else await serve()

/** The engine's small command line: the CLI starts it once a question and reads the answer from the log. */
async function runCommand(command) {
  const database = pg.escapeIdentifier(connection.config.database)
  const statement = {
    'can-connect-to-database': { in: connection.config.database, sql: 'SELECT 1' },
    'create-database': { in: 'postgres', sql: `CREATE DATABASE ${database}` },
    'drop-database': { in: 'postgres', sql: `DROP DATABASE ${database} WITH (FORCE)` },
  }[command]
  log('INFO', 'Starting schema engine CLI')
  try {
    if (!statement) throw new Error(`the schema engine has no command "${command}"`)
    const client = new pg.Client({ ...connection.config, database: statement.in })
    await client.connect()
    await client.query(statement.sql)
    await client.end()
    log('INFO', 'Connection successful')
  } catch (error) {
    const prismaCode = { '3D000': 'P1003', '28P01': 'P1000' }[error.code] ?? 'P1001'
    log('ERROR', error.message, { error_code: prismaCode })
    process.exitCode = 1
  }
}

function log(level, message, extra = {}) {
  const line = { timestamp: new Date().toISOString(), level, fields: { message, ...extra } }
  process.stderr.write(`${JSON.stringify({ ...line, target: 'schema_engine::logger' })}\n`)
}

/** Answers one request a line, in order, until standard input ends. */
async function serve() {
  let engine
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line)
    if (method === undefined) continue
    try {
      engine ??= await startEngine()
      reply({ id, result: await call(engine, id, method, params) })
    } catch (error) {
      const data = {
        is_panic: false,
        message: error?.message ?? String(error),
        meta: null,
        error_code: error?.code,
      }
      reply({
        id,
        error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
      })
    }
  }
  process.exit(0)
}

async function startEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = readFileSync(path.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const files = (values.datamodels ?? []).map((file) => [file, readFileSync(file, 'utf8')])
  const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapterFactory(connection))
  return bindings.SchemaEngine.new({ datamodels: files.length > 0 ? files : undefined }, () => {}, adapter)
}

async function call(engine, id, method, params) {
  const name = method === 'getDatabaseVersion' ? 'version' : method
  if (typeof engine[name] !== 'function') throw new Error(`the schema engine has no method "${method}"`)
  const answer = await engine[name](params)
  const result = answer instanceof Map ? Object.fromEntries(answer) : answer
  if (method !== 'diff' || !result?.stdout) return result ?? {}
  // The native engine sends what diff prints as a request of its own; the CLI does not print the result's.
  reply({ method: 'print', params: { content: result.stdout }, id: 1_000_000 + id })
  return { exitCode: result.exitCode, stdout: null }
}

function reply(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
