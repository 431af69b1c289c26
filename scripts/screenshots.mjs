import { join, resolve } from 'node:path'
import { childEnvironment } from './setup/command.mjs'
import { commandLine } from './setup/command-line.mjs'
import { runInForeground } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings, withNode } from './setup/settings.mjs'

// `npm run screenshots [-- FOLDER]`: a picture of every page in light, dark and on a phone, of a product that trains.
const [folder] = process.argv.slice(2)

await commandLine(async (progress, setSignalHandler) => {
  const settings = readSettings()
  const { node, browser } = await prepare(progress, settings, {
    built: ['generate', 'build'],
    chromium: true,
  })
  const playwright = join(root, 'node_modules', '.bin', 'playwright')
  const config = ['--config', 'playwright.screenshots.config.ts', '--reporter', 'list']
  return await runInForeground(playwright, ['test', ...config], {
    cwd: join(root, 'apps/web'),
    env: childEnvironment({
      ...withNode(node),
      ATELIER_DATA: settings.dataFolder,
      CHROMIUM_PATH: browser,
      ...(folder !== undefined && { ATELIER_SCREENSHOTS: resolve(settings.calledFrom, folder) }),
    }),
    setSignalHandler,
  })
})
