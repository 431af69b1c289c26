import { join } from 'node:path'
import { repository } from './program.ts'

const scripts = join(import.meta.dirname, '../scripts')
/** What finds the package of Python, without leaving anything in the tree. */
export const pythonEnv = {
  PYTHONPATH: join(repository, 'clients/python/src'),
  PYTHONDONTWRITEBYTECODE: '1',
}

const python = ['python3', '-m', 'atelier', 'sync']
const node = [process.execPath, 'packages/cli/src/main.ts', 'sync']

/** The clients, with the `sync` of each and that of the other one. */
export const languages = [
  {
    ...{ language: 'Python', run: 'from python', sync: python, other: node },
    script: (name: string) => ['python3', join(scripts, `${name}.py`)],
  },
  {
    ...{ language: 'TypeScript', run: 'from node', sync: node, other: python },
    script: (name: string) => [process.execPath, join(scripts, `${name}.ts`)],
  },
]
