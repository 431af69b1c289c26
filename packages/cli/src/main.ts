#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util'
import { RefusedError, UnreachableError } from '@atelier/client'
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty'
import { launch } from './commands/launch.ts'
import { runsExport } from './commands/runs-export.ts'
import { runsList } from './commands/runs-list.ts'
import { runsShow } from './commands/runs-show.ts'
import { runsWatch } from './commands/runs-watch.ts'
import { stop } from './commands/stop.ts'
import { sync } from './commands/sync.ts'
import { Failure } from './fail.ts'

const runs = defineCommand({
  meta: { name: 'runs', description: 'Look at runs, and take their figures along' },
  subCommands: { list: runsList, show: runsShow, watch: runsWatch, export: runsExport },
})

const atelier = defineCommand({
  meta: {
    name: 'atelier',
    description: 'Trainings at an Atelier server (ATELIER_URL, ATELIER_API_KEY)',
    version: '0.1.0',
  },
  subCommands: { runs, launch, stop, sync },
})

/** The commands by what is typed; the only ones with further commands below them. */
const groups: Readonly<Record<string, CommandDef>> = { runs }
const commands: Readonly<Record<string, CommandDef>> = { runs, launch, stop, sync }
const ofRuns: Readonly<Record<string, CommandDef>> = {
  ...{ list: runsList, show: runsShow, watch: runsWatch, export: runsExport },
}

async function main(words: readonly string[]): Promise<void> {
  const [first = '', second = ''] = words
  const isGroup = Object.hasOwn(groups, first)
  const [found, used] = isGroup ? [ofRuns[second], 2] : [commands[first], 1]
  const wantsHelp = words.includes('--help') || words.includes('-h')
  if (first === '--version') process.stdout.write('0.1.0\n')
  else if (found && !wantsHelp) await runCommand(found, { rawArgs: words.slice(used) })
  else if (found) await showUsage(found, atelier)
  else if (isGroup && (wantsHelp || second === '')) await showUsage(runs, atelier, !wantsHelp)
  else if (wantsHelp || first === '') await showUsage(atelier, undefined, !wantsHelp)
  else
    throw new Failure(
      `There is no command '${isGroup ? `${first} ${second}` : first}'; see atelier --help`,
      2,
    )
}

/** Asked for, it is the answer; instead of a command that is missing, it is an error. */
async function showUsage(of: CommandDef, parent?: CommandDef, isError = false): Promise<void> {
  const usage = `${await renderUsage(of, parent)}\n`
  const stream = isError ? process.stderr : process.stdout
  stream.write(stream.isTTY && !process.env.NO_COLOR ? usage : stripVTControlCharacters(usage))
  if (isError) process.exitCode = 2
}

/** What whoever is not let in can do here, where nobody signs in. */
const KEY = 'Set ATELIER_API_KEY to a key that holds: the page API keys makes one, as does npm run keys.'

/** A reader that has seen enough, such as `head`, is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Error)) throw error
  const isExpected =
    error instanceof Failure ||
    error instanceof RefusedError ||
    error instanceof UnreachableError ||
    error.name === 'CLIError'
  const text = isExpected ? stripVTControlCharacters(error.message) : (error.stack ?? error.message)
  const isUnknown = error instanceof RefusedError && error.code === 'UNAUTHENTICATED'
  process.stderr.write(isUnknown ? `${text}\n${KEY}\n` : `${text}\n`)
  process.exitCode = error instanceof Failure ? error.exitCode : error.name === 'CLIError' ? 2 : 1
}
