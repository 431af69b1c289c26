import { administer } from './setup/administer.mjs'

// `npm run password -- ada@example.com`: a new password for somebody who forgot theirs.
await administer('apps/api/src/auth/password-cli.ts')
