import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// `npm run package -w @atelier/client`: dist/ is the package for other projects, as JavaScript for Node 20 and newer.
const here = import.meta.dirname
const dist = join(here, 'dist')
rmSync(dist, { recursive: true, force: true })
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: here, stdio: 'inherit' })
const { name, version, description, license, type, engines, dependencies } = JSON.parse(
  readFileSync(join(here, 'package.json'), 'utf8'),
)
const exports = { '.': { types: './index.d.ts', default: './index.js' } }
const manifest = { name, version, description, license, type, engines, exports, dependencies }
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
