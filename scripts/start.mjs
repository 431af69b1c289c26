import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endCommands } from './setup/command.mjs'
import { commandLine } from './setup/command-line.mjs'
import { takeLock } from './setup/lock.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError } from './setup/progress.mjs'
import { isLoopback, readSettings } from './setup/settings.mjs'
import { freePort } from './supervise/ports.mjs'
import { startProduct } from './supervise/product.mjs'

/** npm passes on a Ctrl-C that the terminal has sent us as well: so close together, two are one. */
const ONE_PRESS_MS = 500

// `npm start`: sets everything up, then runs PostgreSQL, API, site and one worker until Ctrl-C.
await commandLine(async (progress, setSignalHandler) => {
  const settings = startSettings()
  const lock = takeLock(join(settings.dataFolder, 'running.lock'))
  if (lock.holder !== null) {
    const { address, pid } = lock.holder
    throw new SetupError(
      address === undefined
        ? `Atelier is being started on ${settings.dataFolder} by process ${pid}.`
        : `Atelier already runs on ${settings.dataFolder}: ${address} (process ${pid}).`,
      {
        advice: `use that one, stop it (Ctrl-C there, or kill ${pid}), or set ATELIER_DATA to another folder.`,
      },
    )
  }
  /** @type {import('./supervise/service.mjs').Service[]} */
  const services = []
  /** @type {AbortSignal | undefined} */
  let stopped
  try {
    const port = await findPort(settings)
    const { node } = await prepare(progress, settings, { built: ['generate', 'build'] })
    stopped = stopOnSignal(progress, setSignalHandler, services)
    const address = await startProduct({ node, settings, port, progress, services, signal: stopped })
    lock.tell(address)
    const link = await firstOwnerLink(address, settings)
    const welcome = link === null ? '' : `Create the owner's account, once: ${link}\n`
    const how = settings.signIn === 'off' ? ', open: no sign-in, this machine only' : ''
    process.stdout.write(`\nAtelier runs at ${address}${how}\n${welcome}Ctrl-C stops it.\n\n`)
    if (!stopped.aborted) await once(stopped, 'abort')
    return 0
  } catch (error) {
    if (stopped?.aborted) return 0
    throw error
  } finally {
    await stopAll(services)
    lock.release()
  }
})

/** The settings, with what the command line says. Without sign-in nobody but this machine may be let in. */
function startSettings() {
  const args = process.argv.slice(2)
  const open = args.includes('--open')
  const unknown = args.find((arg) => arg !== '--open')
  if (unknown !== undefined)
    throw new SetupError(`npm start knows no '${unknown}'.`, {
      advice:
        'npm start -- --open turns sign-in off; everything else is a setting of the environment (README).',
    })
  const settings = readSettings()
  if (open) settings.signIn = 'off'
  if (settings.signIn === 'off' && !isLoopback(settings.host))
    throw new SetupError(`Without sign-in Atelier serves this machine only, but HOST is ${settings.host}.`, {
      advice: `leave out ${open ? '--open' : 'ATELIER_SIGN_IN=off'}, or leave out HOST.`,
    })
  return settings
}

/**
 * What the API writes for the first person, while there is no owner: a moment after it is ready, since the link holds
 * its port.
 * @param {string} address @param {import('./setup/settings.mjs').Settings} settings
 */
async function firstOwnerLink(address, { dataFolder, signIn }) {
  if (signIn === 'off') return null
  // With an owner it leads to the sign-in instead.
  const { status } = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
  if (status !== 403) return null
  const file = join(dataFolder, 'first-owner-link')
  for (let tries = 0; tries < 100; tries++) {
    const link = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
    if (link !== '') return link
    await delay(100)
  }
  return null
}

/** @param {import('./setup/settings.mjs').Settings} settings */
async function findPort({ port, host }) {
  const found = await freePort(port, host).catch((error) => {
    throw new SetupError(`Nothing can listen on ${host}:${port} (${error.message}).`, {
      advice: 'set HOST to an address of this machine and PORT to a port that you may use.',
    })
  })
  if (found !== null) return found
  throw new SetupError(`Port ${port} is used by another program.`, {
    advice: `end that program, or choose another port: PORT=${port + 1} npm start (PORT=0 takes any free one).`,
  })
}

/**
 * The first signal asks for a clean stop; a second Ctrl-C ends everything at once.
 * @param {import('./setup/progress.mjs').Progress} progress
 * @param {(handler: (signal: NodeJS.Signals) => void) => void} setSignalHandler
 * @param {import('./supervise/service.mjs').Service[]} services
 */
function stopOnSignal(progress, setSignalHandler, services) {
  const stop = new AbortController()
  let first = 0
  setSignalHandler(() => {
    if (first === 0) {
      first = Date.now()
      progress.line('Stopping; Ctrl-C again ends everything at once.')
      stop.abort()
      endCommands()
    } else if (Date.now() - first > ONE_PRESS_MS) for (const service of services) service.kill()
  })
  return stop.signal
}

/** The database last: the others still write to it. @param {import('./supervise/service.mjs').Service[]} services */
async function stopAll(services) {
  const [databases, others] = [true, false].map((database) =>
    services.filter((service) => (service.name === 'PostgreSQL') === database),
  )
  for (const group of [others, databases]) await Promise.all((group ?? []).map((service) => service.stop()))
}
