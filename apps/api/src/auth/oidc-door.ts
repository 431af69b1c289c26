import { setTimeout as delay } from 'node:timers/promises'
import { type Database, hashOfKey } from '@atelier/db'
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type Auth, type AuthParts, askAuth, createAuth } from './better-auth.ts'
import { type OidcOptions, oidcPlugin, PROVIDER_ID } from './oidc-provider.ts'

/** A provider that takes longer to tell about itself is taken for one that is down. */
const DISCOVERY_MILLISECONDS = 5_000

const wish = z.object({
  /** Where to go afterwards: a path of this server. */
  to: z.string().optional().catch(undefined),
  /** Secret of the link of an invitation. */
  invitation: z.string().max(200).optional().catch(undefined),
  /** Connects the account of whoever is signed in. */
  connect: z.literal('1').optional().catch(undefined),
})
const redirection = z.object({ url: z.url({ protocol: /^https?$/ }) })

/** The way in by an OpenID Connect provider. */
export class OidcDoor {
  /** What people call the provider. */
  readonly name: string
  /** Whether signing out leads on to the provider. */
  readonly endsSessions: boolean
  readonly #parts: AuthParts
  readonly #options: OidcOptions
  readonly #db: Database
  readonly #log: Logger
  #auth: Promise<Auth | undefined> | undefined

  constructor(parts: AuthParts, options: OidcOptions) {
    this.name = options.name
    this.endsSessions = options.endsSessions === true
    this.#parts = parts
    this.#options = options
    this.#db = parts.db
    this.#log = parts.log
  }

  /**
   * Better Auth with the provider, which is asked about itself when somebody first comes this way: one that is down keeps
   * nobody from starting the API, and is asked again the next time. Undefined while it does not answer as it should.
   */
  auth(): Promise<Auth | undefined> {
    this.#auth ??= this.#discover().then((auth) => {
      if (auth === undefined) this.#auth = undefined
      return auth
    })
    return this.#auth
  }

  async #discover(): Promise<Auth | undefined> {
    const auth = createAuth(this.#parts, [oidcPlugin(this.#options, this.#db, this.#log)])
    const late = delay(DISCOVERY_MILLISECONDS, undefined, { ref: false })
    const context = await Promise.race([auth.$context, late]).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the sign-in provider could not be asked about itself')
    })
    const provider = context?.socialProviders.find(({ id }) => id === PROVIDER_ID)
    const { issuer } = this.#options
    if (provider?.issuer === issuer) return auth
    const told = { issuer, called: provider?.issuer }
    this.#log.warn(told, 'the sign-in provider does not answer, or is not the issuer in ATELIER_OIDC_ISSUER')
    return undefined
  }

  /** Where it begins, whatever name a page was reached by: the cookie must be where the provider leads back to. */
  address(wanted: Readonly<Record<string, string>>): string {
    const { publicUrl } = this.#parts
    return `${publicUrl?.origin ?? ''}/sign-in/oidc?${new URLSearchParams(wanted)}`
  }

  /** `GET /sign-in/oidc`: sends a browser to the provider, with all that its way back needs in a cookie and the database. */
  async start(request: Request, response: Response): Promise<void> {
    const { to, invitation, connect } = wish.parse(request.query)
    const auth = await this.auth()
    const fail = (error: string) => response.redirect(withError(backTo(to, invitation), error))
    if (!auth) return fail('provider_away')
    const answer = await askAuth(auth, request, connect ? '/link-social' : '/sign-in/social', {
      ...{ provider: PROVIDER_ID, disableRedirect: true, callbackURL: ownPath(to) },
      // Kept for minutes, hence without the invitation's secret.
      errorCallbackURL: invitation === undefined ? backTo(to) : '/join',
      ...(invitation !== undefined && { additionalData: { invitation: hashOf(invitation) } }),
    })
    if (answer.status === 429) return fail('too_often')
    const parsed = redirection.safeParse(await answer.json().catch(() => null))
    if (!answer.ok || !parsed.success) return fail('not_started')
    response.append('set-cookie', answer.headers.getSetCookie())
    response.redirect(parsed.data.url)
  }
}

const hashOf = (secret: string): string => Buffer.from(hashOfKey(secret)).toString('base64url')

/** Where the next attempt is made, should this one fail. */
function backTo(to: string | undefined, invitation?: string): string {
  const wanted = new URLSearchParams({
    ...(invitation !== undefined && { token: invitation }),
    ...(to !== undefined && { to: ownPath(to) }),
  }).toString()
  return `${invitation === undefined ? '/sign-in' : '/join'}${wanted && `?${wanted}`}`
}

const withError = (path: string, error: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}error=${error}`

/** A path of this server: a link to the sign-in must not lead on to another site. */
export function ownPath(to: string | undefined): string {
  const here = 'http://here.invalid'
  if (to === undefined || !URL.canParse(to, here)) return '/'
  const { origin, pathname, search, hash } = new URL(to, here)
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/'
}
