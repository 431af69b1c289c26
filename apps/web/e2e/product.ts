import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { startOidcProvider } from '../../api/test/support/oidc-provider.ts'
import { byProvider } from './people.ts'

// The real product on a data folder of its own, which goes when the product has stopped.
const root = resolve(import.meta.dirname, '../../..')
const known = join(process.env.ATELIER_DATA || join(root, '.atelier'), 'datasets')
const data = mkdtempSync(join(tmpdir(), 'atelier-pages-'))
const sessions = process.env.ATELIER_E2E_FOLDER
// PostgreSQL may run as another user, who must get through.
chmodSync(data, 0o755)
mkdirSync(known, { recursive: true })
if (existsSync(known)) symlinkSync(known, join(data, 'datasets'))

// Somewhere people of the lab have accounts; it ends with this process.
await startOidcProvider({
  redirectUri: `http://127.0.0.1:${process.env.PORT}/api/auth/callback/oidc`,
  accounts: { [byProvider.login]: { ...byProvider, email_verified: true } },
  port: Number(process.env.ATELIER_E2E_OIDC_PORT),
})

const product = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
  cwd: root,
  env: { ...process.env, ATELIER_DATA: data },
  stdio: ['inherit', 'pipe', 'inherit'],
})
// What a person reads in the terminal, the first test reads there too.
createInterface({ input: product.stdout }).on('line', (line) => {
  process.stdout.write(`${line}\n`)
  const link = /http:\S+\/welcome\S+/.exec(line)?.[0]
  if (link === undefined || sessions === undefined) return
  writeFileSync(join(sessions, 'link.part'), link)
  renameSync(join(sessions, 'link.part'), join(sessions, 'link'))
})
// Sent to the whole group, or to this process alone: either way it stops in order, and this one waits for it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => product.kill(signal))
product.on('exit', (code) => {
  rmSync(data, { recursive: true, force: true })
  if (sessions !== undefined) rmSync(sessions, { recursive: true, force: true })
  process.exit(code ?? 1)
})
