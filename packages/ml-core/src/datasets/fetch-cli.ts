import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DatasetFetchError, fetchDataset } from './fetch.ts'

/** `node fetch-cli.ts --data DIR [name]`: fetches a data set into the data folder unless it is there and right. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '.atelier' } },
})

try {
  const [name = 'fashion-mnist'] = positionals
  const { folder, source } = await fetchDataset(resolve(values.data), name, (line) => console.error(line))
  console.log(source === null ? `${name} is in ${folder}` : `${name} is in ${folder}, from ${source}`)
} catch (error) {
  if (!(error instanceof DatasetFetchError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
