import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

// The real product on a data folder of its own, which goes when the product has stopped.
const root = resolve(import.meta.dirname, '../../..')
const known = join(process.env.ATELIER_DATA || join(root, '.atelier'), 'datasets')
const data = mkdtempSync(join(tmpdir(), 'atelier-pages-'))
// PostgreSQL may run as another user, who must get through.
chmodSync(data, 0o755)
mkdirSync(known, { recursive: true })
if (existsSync(known)) symlinkSync(known, join(data, 'datasets'))

const product = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
  cwd: root,
  env: { ...process.env, ATELIER_DATA: data },
  stdio: 'inherit',
})
// Sent to the whole group, or to this process alone: either way it stops in order, and this one waits for it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => product.kill(signal))
product.on('exit', (code) => {
  rmSync(data, { recursive: true, force: true })
  process.exit(code ?? 1)
})
