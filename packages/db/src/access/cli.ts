import { parseArgs } from 'node:util'
import { CommandError, runCommand, visitInstallation } from '../command.ts'
import { createDatabase, type Database } from '../database.ts'
import { migrateDatabase } from '../migrate-database.ts'
import { listAllWorkspaces } from '../workspaces/seen-workspace.ts'
import { forgetAuthSecret } from './auth-secret.ts'
import { createApiKey } from './create-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { serviceAccount } from './service-account.ts'

/**
 * `cli.ts create --name NAME --scope read|write [--workspace SLUG]`, `cli.ts list`, `cli.ts revoke NAME|ID`,
 * `cli.ts forget-secret`: the keys of this machine's installation, for scripts/keys.mjs.
 */
const USAGE =
  'Say what to do: create --name NAME --scope read|write [--workspace SLUG], list, revoke NAME|ID, or forget-secret.'

const print = (line: string) => process.stdout.write(`${line}\n`)

type NewKey = { readonly name: string; readonly scope: string; readonly workspace: string | undefined }

async function create(db: Database, { name, scope, workspace }: NewKey): Promise<void> {
  const all = await listAllWorkspaces(db)
  const place = workspace === undefined ? all[0] : all.find(({ slug }) => slug === workspace)
  if (!place)
    throw new CommandError(
      `There is no workspace ${workspace}; there are: ${all.map(({ slug }) => slug).join(', ')}.`,
    )
  const { id } = await serviceAccount(db, [place.id])
  if ((await listApiKeys(db)).some((key) => key.name === name && key.memberId === id))
    throw new CommandError(
      `There is a key of the name ${name} already: revoke it first, or choose another name.`,
    )
  const made = await createApiKey(db, id, { name, scope: scope.toUpperCase() })
  if (!made.ok)
    throw new CommandError(made.issues.map((issue) => `--${issue.path[0]} ${issue.message}`).join('; '))
  process.stderr.write('This is shown once. Scripts find it in ATELIER_API_KEY:\n')
  print(made.value.secret)
}

async function list(db: Database): Promise<void> {
  const keys = await listApiKeys(db)
  if (keys.length === 0) process.stderr.write('There are no keys.\n')
  for (const key of keys) {
    const used = key.lastUsedAt ? `last used ${key.lastUsedAt.toISOString()}` : 'never used'
    print(`${key.id}  ${key.start}…  ${key.scope.toLowerCase()}  ${key.name}  (${key.member.name}, ${used})`)
  }
}

async function revoke(db: Database, which: string): Promise<void> {
  const found = (await listApiKeys(db)).filter((key) => key.id === which || key.name === which)
  const [key, another] = found
  if (!key) throw new CommandError(`There is no key ${which}: "npm run keys -- list" shows them.`)
  if (another) throw new CommandError(`Several keys are called ${which}: revoke one by its id.`)
  await revokeApiKey(db, key.id)
  print(`Revoked ${key.name} (${key.id}).`)
}

async function forgetSecret(db: Database): Promise<void> {
  const sessions = await forgetAuthSecret(db)
  print(
    `The next API process decides which auth-secret holds. ${sessions} sessions ended: people sign in again.`,
  )
}

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, scope: { type: 'string' }, workspace: { type: 'string' } },
  })
  const [verb, which] = positionals
  const { name, scope, workspace } = values
  const work =
    verb === 'create' && name !== undefined && scope !== undefined
      ? (db: Database) => create(db, { name, scope, workspace })
      : verb === 'list'
        ? list
        : verb === 'forget-secret'
          ? forgetSecret
          : verb === 'revoke' && which !== undefined
            ? (db: Database) => revoke(db, which)
            : undefined
  if (!work) throw new CommandError(USAGE)
  await visitInstallation(async ({ databaseUrl }) => {
    await migrateDatabase(databaseUrl)
    const db = createDatabase(databaseUrl)
    await work(db).finally(() => db.$disconnect())
  })
})
