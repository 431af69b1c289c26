import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment } from './setup/command.mjs'
import { commandLine } from './setup/command-line.mjs'
import { runInForeground } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings, withNode } from './setup/settings.mjs'
import { countResults, sentenceOf } from './test/results.mjs'

const bin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name)
const reports = join(root, 'test-results')
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

/** @typedef {{ title: string, command: string[], cwd?: string, runner?: 'vitest' | 'playwright', report?: string }} Part */

/** @param {string[]} args @returns {Part} */
const vitest = (args) => ({
  title: 'Tests',
  command: [
    bin('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
    ...args,
  ],
  runner: 'vitest',
  report: vitestReport,
})

/** @type {Part[]} */
const everything = [
  { title: 'Lint and format', command: [bin('biome'), 'check', '.'] },
  { title: 'Unused code', command: [bin('knip')] },
  {
    title: 'Types',
    command: [bin('turbo'), 'run', 'typecheck', '--output-logs=new-only', '--env-mode=loose'],
  },
  { title: 'Types of the scripts', command: [bin('tsc'), '-p', 'scripts'] },
  vitest([]),
  {
    title: 'Tests of the pages',
    command: [bin('playwright'), 'test', '--reporter=list,json'],
    cwd: join(root, 'apps/web'),
    runner: 'playwright',
    report: playwrightReport,
  },
]

// `npm test`: sets up what the tests need and runs every check; `npm test -- PATH` runs vitest alone on that path.
const args = process.argv.slice(2)

await commandLine(async (progress, setSignalHandler) => {
  const settings = readSettings()
  const all = args.length === 0
  const { node, browser, pythonPath } = await prepare(progress, settings, {
    built: all ? ['generate', 'build'] : ['generate'],
    chromium: all,
    gql: true,
  })
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const env = childEnvironment({
    ...withNode(node),
    ATELIER_DATA: settings.dataFolder,
    CHROMIUM_PATH: browser,
    ATELIER_GQL_PATH: pythonPath,
    PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
    // Some two hundred programs of ours start within the tests: each source is read and compiled once.
    NODE_COMPILE_CACHE: join(reports, 'compile-cache'),
  })
  let interrupted = false
  const passSignalsOn = (/** @type {(signal: NodeJS.Signals) => void} */ handler) =>
    setSignalHandler((signal) => {
      interrupted = true
      handler(signal)
    })
  const lines = []
  const counts = []
  for (const part of all ? everything : [vitest(args)]) {
    process.stdout.write(`\n── ${part.title} ──\n`)
    const since = Date.now()
    const [command = '', ...rest] = part.command
    const status = await runInForeground(command, rest, {
      cwd: part.cwd ?? root,
      env,
      setSignalHandler: passSignalsOn,
    })
    if (interrupted) return status || 1
    const count = part.runner && part.report ? countResults(part.runner, part.report, status) : null
    if (count) counts.push(count)
    const seconds = ((Date.now() - since) / 1000).toFixed(1)
    lines.push(
      `${status === 0 ? '✓' : '✗'} ${part.title}${count ? `: ${sentenceOf([count])}` : ''} (${seconds} s)`,
    )
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n${sentenceOf(counts)}\n`)
  return lines.every((line) => line.startsWith('✓')) ? 0 : 1
})
