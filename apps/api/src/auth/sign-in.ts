import type { IncomingMessage } from 'node:http'
import type { Database } from '@atelier/db'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { hashPassword } from 'better-auth/crypto'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { FirstOwner } from './first-owner.ts'
import { authSecret } from './secret.ts'

/** A browser in which somebody is signed in. */
export type KnownSession = { readonly id: string; readonly userId: string }

export type SignIn = {
  /** Better Auth's own endpoints, for /api/auth: sign-in, sign-out, the session, a new password. */
  readonly handler: RequestHandler
  readonly firstOwner: FirstOwner
  readonly hashPassword: (password: string) => Promise<string>
  /** Tells apart the sessions of requests; undefined without one. */
  cookieOf(request: IncomingMessage): string | undefined
  /** The session that a request's cookie belongs to. */
  sessionOf(request: IncomingMessage): Promise<KnownSession | null>
}

const SESSION_SECONDS = 30 * 24 * 60 * 60
const REFRESH_SECONDS = 24 * 60 * 60
/** From one address. Enough for an office behind one, too few to guess a password. */
const SIGN_INS_A_MINUTE = 10
/** Only this process sets it, so nobody can claim another address. */
const ADDRESS_HEADER = 'x-atelier-address'
const COOKIE = /(?:^|;\s*)atelier\.session_token=([^;]+)/

export type SignInOptions = { readonly db: Database; readonly dataFolder: string; readonly log: Logger }

/** Sign-in by e-mail and password, with sessions in cookies. Accounts come from the first link and from invitations. */
export async function createSignIn({ db, dataFolder, log }: SignInOptions): Promise<SignIn> {
  const auth = betterAuth({
    appName: 'Atelier',
    baseURL: 'http://localhost',
    basePath: '/api/auth',
    secret: await authSecret(dataFolder),
    database: prismaAdapter(db, { provider: 'postgresql', transaction: true }),
    user: { modelName: 'member' },
    session: { expiresIn: SESSION_SECONDS, updateAge: REFRESH_SECONDS },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    // The Host header was checked before (allowed-hosts.ts), so pages under that name are ours.
    trustedOrigins: (request) => {
      const host = request?.headers.get('host')
      return host ? [`http://${host}`, `https://${host}`] : []
    },
    rateLimit: {
      ...{ enabled: true, storage: 'database', window: 60, max: 300 },
      customRules: {
        '/sign-in/email': { window: 60, max: SIGN_INS_A_MINUTE },
        '/change-password': { window: 60, max: SIGN_INS_A_MINUTE },
      },
    },
    advanced: {
      cookiePrefix: 'atelier',
      useSecureCookies: false,
      // Said in words, since Better Auth leaves them out under test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: false },
    },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'warn' : 'debug']({ auth: level }, message) },
  })
  const handle = toNodeHandler(auth)
  const cookieOf = ({ headers }: IncomingMessage) => COOKIE.exec(headers.cookie ?? '')?.[1]
  return {
    hashPassword,
    cookieOf,
    firstOwner: new FirstOwner(db, dataFolder, log),
    async handler(request, response) {
      request.headers[ADDRESS_HEADER] = request.socket.remoteAddress
      await handle(request, response)
    },
    async sessionOf(request) {
      if (cookieOf(request) === undefined) return null
      const headers = fromNodeHeaders({ cookie: request.headers.cookie })
      // Refreshing is the endpoint's, which can send the new cookie along.
      const found = await auth.api.getSession({ headers, query: { disableRefresh: true } })
      return found && { id: found.session.id, userId: found.session.userId }
    },
  }
}
