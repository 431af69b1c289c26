import { administer } from './setup/administer.mjs'

// `npm run keys -- create --name ci --scope write`, `list`, `revoke ci`: API keys of this machine's installation.
await administer('packages/db/src/access/cli.ts')
