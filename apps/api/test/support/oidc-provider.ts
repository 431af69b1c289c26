import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { client } from './oidc-client.ts'

/** Who has an account at the provider. */
export type Account = { readonly email?: string; readonly email_verified?: boolean; readonly name?: string }

export type OidcProvider = { readonly issuer: string; stop(): Promise<void> }

/** A real OpenID Connect provider on this machine, which demands PKCE. Its people sign in with their login alone. */
export async function startOidcProvider(options: {
  readonly redirectUri: string
  /** Where it leads back to whoever signed out. */
  readonly signedOutUri?: string
  readonly accounts: Readonly<Record<string, Account>>
  readonly port?: number
}): Promise<OidcProvider> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the provider has no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret, redirect_uris: [options.redirectUri] },
        ...(options.signedOutUri !== undefined && { post_logout_redirect_uris: [options.signedOutUri] }),
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ['only for this test'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...options.accounts[sub] }),
    }),
  })
  server.on('request', provider.callback())
  return {
    issuer,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
