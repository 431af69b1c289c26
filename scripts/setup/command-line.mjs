import { env } from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { endCommands } from './command.mjs'
import { checkPlatform } from './platform.mjs'
import { createProgress, SetupError } from './progress.mjs'

const SIGNALS = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })

/**
 * Runs a script's main function, which returns the exit status, with what all scripts share: a failed set-up is shown as
 * it is, and an interruption ends the step's programs first. `main` may take the signals over with `setSignalHandler`.
 * @param {(progress: import('./progress.mjs').Progress, setSignalHandler: (handler: (signal: NodeJS.Signals) => void) => void) => Promise<number>} main
 */
export async function commandLine(main) {
  const progress = createProgress()
  /** @type {(signal: keyof typeof SIGNALS) => Promise<void>} */
  let onSignal = async (signal) => {
    endCommands('SIGTERM')
    progress.line('Interrupted: the next call continues where this one stopped.')
    await delay(500)
    endCommands('SIGKILL')
    process.exit(SIGNALS[signal])
  }
  for (const name of /** @type {(keyof typeof SIGNALS)[]} */ (Object.keys(SIGNALS)))
    process.on(name, () => onSignal(name))
  // npm runs a script in a shell, which a signal to npm ends without a word to us.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (!env.npm_lifecycle_event || process.ppid === parent) return
    clearInterval(watch)
    void onSignal('SIGTERM')
  }, 300)
  watch.unref()
  try {
    checkPlatform()
    process.exitCode = await main(progress, (handler) => {
      onSignal = async (signal) => handler(signal)
    })
  } catch (error) {
    const known = error instanceof SetupError || (error instanceof Error && error.name === 'CommandError')
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    // Whatever still runs ends with this process.
    process.exit(1)
  }
}
