import type { IncomingMessage } from 'node:http'
import { hashPassword } from 'better-auth/crypto'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'
import type { Request, RequestHandler } from 'express'
import {
  ADDRESS_HEADER,
  AUTH_PATH,
  type AuthParts,
  askAuth,
  createAuth,
  sessionCookie,
} from './better-auth.ts'
import { FirstOwner } from './first-owner.ts'
import { OidcDoor } from './oidc-door.ts'
import type { OidcOptions } from './oidc-provider.ts'
import { authSecret } from './secret.ts'

/** A browser in which somebody is signed in. */
export type KnownSession = { readonly id: string; readonly userId: string }

export type Attempt = { readonly status: number; readonly cookies: readonly string[] }

export type SignIn = {
  /** Those of Better Auth's endpoints that are of use here, for /api/auth. */
  readonly handler: RequestHandler
  readonly firstOwner: FirstOwner
  /** The way in by a provider; null: there is none. */
  readonly oidc: OidcDoor | null
  /** Whether people sign in by password; without it by the provider alone. */
  readonly passwords: boolean
  readonly hashPassword: (password: string) => Promise<string>
  /** Signs somebody in who sent a form. @returns the status, and the cookies of the new session */
  byPassword(request: Request, email: string, password: string): Promise<Attempt>
  /** Tells apart the sessions of requests; undefined without one. */
  cookieOf(request: IncomingMessage): string | undefined
  /** The session that a request's cookie belongs to. */
  sessionOf(request: IncomingMessage): Promise<KnownSession | null>
}

export type SignInOptions = Omit<AuthParts, 'secret'> & {
  readonly dataFolder: string
  readonly oidc: OidcOptions | undefined
}

const CALLBACK = '/callback/oidc'
const SIGN_OUT = '/sign-out'
/** Better Auth has many more; what goes to a provider is started by our own door only. */
const OFFERED = [SIGN_OUT, '/get-session', CALLBACK]
const BY_PASSWORD = ['/sign-in/email', '/change-password', '/revoke-other-sessions']

/** Sign-in with sessions in cookies, by e-mail and password or by a provider. Accounts come from the first link, from invitations and from allowed domains. */
export async function createSignIn(options: SignInOptions): Promise<SignIn> {
  const { db, dataFolder, log, publicUrl, sessionEnded } = options
  const parts = { db, log, publicUrl, sessionEnded, secret: await authSecret(db, dataFolder) }
  const auth = createAuth(parts)
  const oidc = options.oidc ? new OidcDoor(parts, options.oidc) : null
  const passwords = options.oidc?.passwords !== false
  const offered: ReadonlySet<string> = new Set([...OFFERED, ...(passwords ? BY_PASSWORD : [])])
  /** Who signs out is signed out here, also while the provider is away. */
  const answering = async (path: string) => {
    if (path === CALLBACK) return oidc?.auth()
    return path === SIGN_OUT && oidc?.endsSessions ? ((await oidc.auth()) ?? auth) : auth
  }
  const cookieName = `${sessionCookie(publicUrl)}=`
  const cookieOf = ({ headers }: IncomingMessage) =>
    headers.cookie
      ?.split(/; */)
      .find((cookie) => cookie.startsWith(cookieName))
      ?.slice(cookieName.length)
  return {
    ...{ hashPassword, cookieOf, oidc, passwords, firstOwner: new FirstOwner(db, dataFolder, log) },
    async handler(request, response) {
      const path = request.path.slice(AUTH_PATH.length)
      const answers = offered.has(path) ? await answering(path) : undefined
      if (!answers) {
        response.status(404).type('text').send('There is no such way to sign in.\n')
        return
      }
      request.headers[ADDRESS_HEADER] = request.ip
      await toNodeHandler(answers)(request, response)
    },
    async byPassword(request, email, password) {
      const answer = await askAuth(auth, request, '/sign-in/email', { email, password })
      return { status: answer.status, cookies: answer.headers.getSetCookie() }
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
