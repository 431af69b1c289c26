import { CommandError, run, works } from './command.mjs'
import { SetupError } from './progress.mjs'

const NAMES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * A browser for the tests: CHROMIUM_PATH, else the system's; root gets Debian's installed where there is none.
 * @param {string | undefined} asked
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<{ outcome: string, value: string }>} its path
 */
export async function ensureChromium(asked, say) {
  const candidates = asked === undefined ? NAMES : [asked]
  const find = () => candidates.find((path) => works(path, ['--version']))
  const found = find()
  if (found) return { outcome: found, value: found }
  const tried = candidates.map((path) => `${path} --version`)
  if (asked === undefined && process.getuid?.() === 0 && works('apt-get', ['--version'])) {
    say("installing Debian's chromium")
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const install = ['install', '-y', '--no-install-recommends', 'chromium']
    try {
      await run('apt-get', install, { env, onLine: say }).catch(async () => {
        await run('apt-get', ['update'], { env, onLine: say })
        await run('apt-get', install, { env, onLine: say })
      })
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      tried.push(error.message)
    }
    const installed = find()
    if (installed) return { outcome: `${installed} installed`, value: installed }
  }
  throw new SetupError('No Chromium was found; the tests of the pages need one.', {
    tried,
    advice:
      "install Chromium (Debian: 'apt-get install chromium' as root) or set CHROMIUM_PATH to one, and run the command again.",
  })
}
