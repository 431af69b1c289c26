import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../has-code.ts'
import { messageOf } from '../message-of.ts'
import { findFault } from './fetch-check.ts'
import { type DatasetFiles, datasetFiles } from './fetch-files.ts'
import { type DatasetSource, datasetSources } from './fetch-sources.ts'
import { datasetFolder } from './load.ts'

/** No source had the right files; the message names each that was tried, what failed and what to do. */
export class DatasetFetchError extends Error {
  override readonly name = 'DatasetFetchError'
}

/** A title of the source that served; null when the right files were there already. */
export type Fetched = { readonly folder: string; readonly source: string | null }

/**
 * Sees to it that the files of a data set lie in the data folder, right to the last bit: checks what is there by
 * SHA-256, and fetches it anew from the first source that has it. Files appear all at once or not at all.
 * @throws DatasetFetchError
 */
export function fetchDataset(
  dataFolder: string,
  name: string,
  report: (line: string) => void,
): Promise<Fetched> {
  const dataset = datasetFiles.find((candidate) => candidate.name === name)
  if (!dataset)
    throw new DatasetFetchError(
      `There is no data set '${name}': ${datasetFiles.map((known) => known.name).join(', ')}`,
    )
  return fetchFrom(datasetSources, dataset, datasetFolder(dataFolder, name), report)
}

/** The same, with the sources and the folder named. */
export async function fetchFrom(
  sources: readonly DatasetSource[],
  dataset: DatasetFiles,
  folder: string,
  report: (line: string) => void,
): Promise<Fetched> {
  const present = await findFault(folder, dataset.files)
  if (present === null) return { folder, source: null }
  const parent = dirname(folder)
  await mkdir(parent, { recursive: true })
  await removeUnfinished(parent, basename(folder))
  const failures = [`the files in place: ${present}`]
  for (const source of sources) {
    report(`trying ${source.title}`)
    const work = await mkdtemp(join(parent, `${unfinishedPrefix(basename(folder))}${process.pid}-`))
    const [files, scratch] = [join(work, 'files'), join(work, 'scratch')]
    try {
      await Promise.all([mkdir(files), mkdir(scratch)])
      await source.get(dataset, files, scratch)
      const fault = await findFault(files, dataset.files)
      if (fault !== null) throw new Error(fault)
      await rm(folder, { recursive: true, force: true })
      await rename(files, folder)
      return { folder, source: source.title }
    } catch (error) {
      const reason = messageOf(error)
      report(`${source.title}: ${reason}`)
      failures.push(`${source.title}: ${reason}`)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
  throw new DatasetFetchError(
    [
      `${dataset.title} could not be had. Tried:`,
      ...failures.map((failure) => `  - ${failure}`),
      `What to do: put ${dataset.files.map((file) => file.name).join(', ')} into ${folder} by hand ` +
        `(from ${dataset.officialAddress} or Debian's package ${dataset.debianPackage}) and run the command again.`,
    ].join('\n'),
  )
}

const unfinishedPrefix = (name: string): string => `.${name}.unfinished-`

/** What killed runs left; a run that is at work keeps its own. */
async function removeUnfinished(parent: string, name: string): Promise<void> {
  const prefix = unfinishedPrefix(name)
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(prefix)) continue
    if (!isRunning(Number.parseInt(entry.slice(prefix.length), 10)))
      await rm(join(parent, entry), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}
