import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createDatabase, migrateDatabase, resetPassword } from '@atelier/db'
import { CommandError, runCommand, visitInstallation } from '@atelier/db/command'
import { hashPassword } from 'better-auth/crypto'

/**
 * `password-cli.ts EMAIL`, for scripts/password.mjs: a new password for somebody who forgot theirs, drawn here and
 * printed once; their sessions end.
 */

/** Without those that are taken for one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 5
const GROUP_LENGTH = 4

/** 99 bits, in groups that can be read out: `7xkm-…`. */
function drawPassword(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)]
  return Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, letter).join('')).join('-')
}

await runCommand(async () => {
  const [email, ...more] = parseArgs({ allowPositionals: true }).positionals
  if (email === undefined || more.length > 0)
    throw new CommandError(
      'Say by which e-mail address the person signs in: npm run password -- ada@example.com',
    )
  await visitInstallation(async ({ databaseUrl }) => {
    await migrateDatabase(databaseUrl)
    const db = createDatabase(databaseUrl)
    const password = drawPassword()
    const hash = await hashPassword(password)
    const member = await resetPassword(db, email, hash).finally(() => db.$disconnect())
    if (!member) throw new CommandError(`Nobody signs in here with ${email}.`)
    process.stderr.write(
      `${member.name} has a new password and is signed out everywhere. It is shown once; the page Settings changes it:\n`,
    )
    process.stdout.write(`${password}\n`)
  })
})
