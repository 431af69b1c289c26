import path from 'node:path'
import { parseTraining, threadEnvironment, threadsFor, unwrap } from '@atelier/ml-core/spec'
import { fashionMnist } from './setting.ts'

/** The command that trains a preset by itself, in the environment in which the worker starts a training. */
export function fitCommand(
  preset: string,
  size: { readonly images: string; readonly epochs: string },
  dataFolder: string,
  precision: string,
): readonly string[] {
  const threads = threadsFor(unwrap(parseTraining({ model: { preset }, precision, seed: 1 }, fashionMnist)))
  const settings = Object.entries(threadEnvironment(threads)).map(([name, value]) => `${name}=${value}`)
  const program = path.join(import.meta.dirname, 'atelier-fit.ts')
  return [
    'env',
    ...settings,
    process.execPath,
    program,
    preset,
    size.images,
    size.epochs,
    dataFolder,
    precision,
  ]
}
