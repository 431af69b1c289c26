import type { Database } from '@atelier/db'
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthMiddleware } from 'better-auth/api'
import type { Request } from 'express'
import type { Logger } from 'pino'
import { isSecure, ownOrigins, type PublicAddress } from '../http/public-address.ts'

const SESSION_SECONDS = 30 * 24 * 60 * 60
const REFRESH_SECONDS = 24 * 60 * 60
/** From one address. Enough for an office behind one, too few to guess a password. */
const SIGN_INS_A_MINUTE = 10
/** From one address. Nothing can be guessed there, but each leaves a row for ten minutes. */
const PROVIDER_SIGN_INS_A_MINUTE = 60

/** Only this process sets it, so nobody can claim another address. */
export const ADDRESS_HEADER = 'x-atelier-address'
export const AUTH_PATH = '/api/auth'

/** Where links of Better Auth lead: the public address, which OpenID Connect needs; without it nothing is led anywhere. */
export const originOf = (publicUrl: PublicAddress): string => publicUrl?.origin ?? 'http://localhost'

/** The name of the cookie that carries a session. Browsers take one with that prefix over HTTPS only. */
export const sessionCookie = (publicUrl: PublicAddress): string =>
  `${isSecure(publicUrl) ? '__Secure-' : ''}atelier.session_token`

export type AuthParts = {
  readonly db: Database
  readonly secret: string
  readonly publicUrl: PublicAddress
  readonly log: Logger
  /** Told of a session that somebody ended here, before they have their answer. */
  readonly sessionEnded: (id: string) => void
}

/** Better Auth as this product has it: sessions in cookies, accounts made by our own verbs only. */
export function createAuth(parts: AuthParts, plugins: BetterAuthPlugin[] = []) {
  const { db, secret, publicUrl, log, sessionEnded } = parts
  return betterAuth({
    appName: 'Atelier',
    baseURL: originOf(publicUrl),
    basePath: AUTH_PATH,
    secret,
    plugins,
    database: prismaAdapter(db, { provider: 'postgresql', transaction: true }),
    user: { modelName: 'member' },
    session: { expiresIn: SESSION_SECONDS, updateAge: REFRESH_SECONDS },
    // What a provider gives out besides the person's identity is of no use here, hence not kept.
    // An address that a provider gives to somebody else later must not lead to the account of whoever had it.
    account: { updateAccountOnSignIn: false, accountLinking: { disableImplicitLinking: true } },
    databaseHooks: {
      account: { create: { before: withoutTokens } },
      session: { delete: { after: async ({ id }) => sessionEnded(id) } },
    },
    hooks: { after: endFormerSession },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    // The Host header was checked before (allowed-hosts.ts), so pages under that name are ours.
    trustedOrigins: (request) => ownOrigins(request?.headers.get('host'), publicUrl),
    rateLimit: {
      ...{ enabled: true, storage: 'database', window: 60, max: 300 },
      customRules: {
        '/sign-in/email': { window: 60, max: SIGN_INS_A_MINUTE },
        '/sign-in/social': { window: 60, max: PROVIDER_SIGN_INS_A_MINUTE },
        '/change-password': { window: 60, max: SIGN_INS_A_MINUTE },
      },
    },
    advanced: {
      cookiePrefix: 'atelier',
      useSecureCookies: isSecure(publicUrl),
      // Said in words, since Better Auth leaves them out under test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: false },
    },
    onAPIError: { errorURL: '/sign-in' },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'warn' : 'debug']({ auth: level }, message) },
  } satisfies BetterAuthOptions)
}

export type Auth = ReturnType<typeof createAuth>

/** Asks one of its endpoints on behalf of the browser that sent `request`: limits and cookies are that browser's. */
export function askAuth(auth: Auth, request: Request, path: string, body: object): Promise<Response> {
  const { baseURL } = auth.options
  return auth.handler(
    new globalThis.Request(`${baseURL}${AUTH_PATH}${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', origin: baseURL, [ADDRESS_HEADER]: request.ip ?? '' },
        ...{ cookie: request.headers.cookie ?? '', 'user-agent': request.headers['user-agent'] ?? '' },
      },
      body: JSON.stringify(body),
    }),
  )
}

/** Who signs in anew is signed out of what their browser was signed in with: its cookie is of no more use to anybody. */
const endFormerSession = createAuthMiddleware(async ({ context, getSignedCookie }) => {
  const { newSession, authCookies, secret, internalAdapter } = context
  if (!newSession) return
  const former = await getSignedCookie(authCookies.sessionToken.name, secret)
  if (former && former !== newSession.session.token) await internalAdapter.deleteSession(former)
})

const noTokens = { accessToken: null, refreshToken: null, idToken: null, scope: null }

async function withoutTokens<Account extends object>(account: Account) {
  return { data: { ...account, ...noTokens } }
}
