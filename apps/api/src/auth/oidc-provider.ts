import { admitByProvider, type Database, type Role } from '@atelier/db'
import { APIError, getOAuthState } from 'better-auth/api'
import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins'
import { decodeJwt } from 'jose'
import type { Logger } from 'pino'
import { z } from 'zod'

/** A provider of sign-in that speaks OpenID Connect, and who comes in by it. */
export type OidcOptions = {
  /** As its discovery document calls itself. */
  readonly issuer: string
  readonly clientId: string
  /** Without one this server is a public client, known by PKCE alone. */
  readonly clientSecret: string | undefined
  /** How the secret is shown: in the header, or in the body. */
  readonly clientAuth: 'basic' | 'post'
  /** What people call it. */
  readonly name: string
  /** Whoever has a verified address in one of these comes in without an invitation. */
  readonly domains: readonly string[]
  /** What they come in as. */
  readonly role: Role
  /** Whether people may sign in by password as well; they may unless told. */
  readonly passwords?: boolean
  /** Whether signing out leads on to the provider, to sign out there; unless told it does not. */
  readonly endsSessions?: boolean
}

export const PROVIDER_ID = 'oidc'

/** What travels with the state, past the provider and back: written by this process alone. */
const carried = z.object({
  errorURL: z.string(),
  invitation: z.base64url().optional(),
  /** Somebody who is signed in has their account connected. */
  link: z.unknown().optional(),
})

/** The plugin of Better Auth for that provider: PKCE, state and nonce are on, the ID token is verified. */
export function oidcPlugin(options: OidcOptions, db: Database, log: Logger) {
  const { issuer, clientId, clientSecret, clientAuth, domains, role } = options
  const config: GenericOAuthConfig = {
    providerId: PROVIDER_ID,
    name: options.name,
    discoveryUrl: discoveryUrl(issuer),
    requireIdTokenVerification: true,
    clientId,
    ...(clientSecret === undefined
      ? { tokenEndpointAuth: { method: 'none' } }
      : { clientSecret, authentication: clientAuth }),
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    // Without the ID token, which is not kept, the provider asks the person before it ends its session.
    ...{ disableProviderLogout: options.endsSessions !== true, postLogoutRedirectURI: '/sign-in' },
    // Members are made below, together with their role.
    disableSignUp: true,
    accountSubject: ({ tokens, profile }) => accountId(issuer, tokens.idToken, profile.sub),
    async mapProfileToUser(profile) {
      const { errorURL, invitation, link } = carried.parse(await getOAuthState())
      const parsed = claims.safeParse(profile)
      if (!parsed.success) throw leadBack(errorURL, 'email_not_found')
      const { sub, email, name, email_verified } = parsed.data
      // Some providers say the text "true", and others nothing: only a plain yes vouches.
      const emailVerified = email_verified === true
      const user = { email, emailVerified, name: name ?? email }
      if (link !== undefined) return user
      const admitted = await admitByProvider(
        db,
        {
          account: { providerId: PROVIDER_ID, accountId: `${issuer}|${sub}` },
          ...{ name, email, emailVerified },
          invitation:
            invitation === undefined ? undefined : new Uint8Array(Buffer.from(invitation, 'base64url')),
        },
        { domains, role },
      )
      if (admitted.ok) return user
      const [issue] = admitted.issues
      log.info({ invited: invitation !== undefined, emailVerified, why: issue?.message }, 'nobody was let in')
      throw leadBack(errorURL, invitation === undefined ? 'not_invited' : 'invitation_gone')
    },
  }
  return genericOAuth({ config: [config] })
}

const claims = z.object({
  sub: z.string().min(1),
  email: z.string(),
  name: z.string().optional(),
  email_verified: z.unknown().optional(),
})

const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/** Whom the verified ID token names, told apart from other issuers' people. What another answer said of them must agree. */
function accountId(issuer: string, idToken: string | undefined, subject: unknown): string {
  const { sub } = decodeJwt(idToken ?? '')
  if (sub === undefined || sub !== subject) throw new Error('the ID token and the profile name two people')
  return `${issuer}|${sub}`
}

/** What Better Auth's own redirects are. */
function leadBack(address: string, error: string): APIError {
  const separator = address.includes('?') ? '&' : '?'
  return new APIError('FOUND', undefined, new Headers({ location: `${address}${separator}error=${error}` }))
}
