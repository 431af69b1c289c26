import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** Where all pictures go: `npm run screenshots -- FOLDER` says another place. */
export const picturesFolder = process.env.ATELIER_SCREENSHOTS || join(root, 'test-results/screenshots')

/** Where those that the README shows go; they are committed. */
export const chosenFolder = join(root, 'docs/screenshots')

/** What the projects of one call tell each other. */
export const contentFile = join(picturesFolder, 'content.json')
