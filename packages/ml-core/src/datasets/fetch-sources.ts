import { spawn } from 'node:child_process'
import { createWriteStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DatasetFiles } from './fetch-files.ts'

/** A way to get a data set: `get` puts its files into `folder`, with `scratch` to work in, or throws. */
export type DatasetSource = {
  readonly title: string
  readonly get: (dataset: DatasetFiles, folder: string, scratch: string) => Promise<void>
}

const systemFolder = (dataset: DatasetFiles): string => join('/usr/share/datasets', dataset.name)

const installedPackage: DatasetSource = {
  title: "the system's installed data sets",
  async get(dataset, folder) {
    const installed = systemFolder(dataset)
    if (!existsSync(installed)) throw new Error(`${installed} does not exist`)
    await copyAll(dataset, installed, folder)
  },
}

const debianPackage: DatasetSource = {
  title: "Debian's package",
  async get(dataset, folder, scratch) {
    const download = ['download', dataset.debianPackage]
    try {
      await runApt(download, scratch)
    } catch {
      // No package lists yet, or old ones: fetch lists of our own, which needs no root and leaves the system's alone.
      const own = await ownLists(scratch)
      await runApt([...own, 'update'], scratch)
      await runApt([...own, ...download], scratch)
    }
    const archive = (await readdir(scratch)).find((name) => name.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get downloaded no package')
    await runProgram('dpkg', ['-x', archive, 'unpacked'], scratch)
    await copyAll(dataset, join(scratch, 'unpacked', systemFolder(dataset)), folder)
  },
}

const officialDownload: DatasetSource = {
  title: "the authors' download",
  async get(dataset, folder) {
    for (const { name } of dataset.files) {
      const address = new URL(name, dataset.officialAddress)
      const response = await fetch(address, { signal: AbortSignal.timeout(600_000) }).catch(
        (error: unknown) => {
          throw new Error(`${address.href} cannot be reached (${causeOf(error)})`)
        },
      )
      if (!response.ok || response.body === null)
        throw new Error(`${address.href} answered ${response.status} ${response.statusText}`)
      await pipeline(response.body, createWriteStream(join(folder, name)))
    }
  },
}

/** In the order in which they are tried. */
export const datasetSources: readonly DatasetSource[] = [installedPackage, debianPackage, officialDownload]

async function copyAll(dataset: DatasetFiles, from: string, to: string): Promise<void> {
  for (const { name } of dataset.files) await copyFile(join(from, name), join(to, name))
}

async function ownLists(scratch: string): Promise<string[]> {
  await mkdir(join(scratch, 'state/lists/partial'), { recursive: true })
  await mkdir(join(scratch, 'cache/archives/partial'), { recursive: true })
  const settings = {
    'Dir::State': join(scratch, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(scratch, 'cache'),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

const APT = [
  '-q',
  '-o',
  'Acquire::Retries=2',
  '-o',
  'Acquire::http::Timeout=30',
  '-o',
  'Acquire::https::Timeout=30',
]

const runApt = (args: readonly string[], folder: string): Promise<void> =>
  runProgram('apt-get', [...APT, ...args], folder)

/** @throws Error with the last thing that the program said. */
async function runProgram(program: string, args: readonly string[], folder: string): Promise<void> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  const status = await new Promise<number | string | null>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} cannot be run (${causeOf(error)})`)))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  if (status !== 0)
    throw new Error(`${program} ${args.at(-1)} failed (${lastLine(said) || `status ${status}`})`)
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? causeOf(error.cause) : error.message
}
