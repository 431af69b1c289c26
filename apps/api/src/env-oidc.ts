import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { OidcOptions } from './auth/oidc-provider.ts'
import { commaList } from './comma-list.ts'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** HTTPS, or HTTP on this machine. */
const issuer = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.org' })
  .refine((text) => {
    const { protocol, hostname } = new URL(text)
    return protocol === 'https:' || LOOPBACK.test(hostname)
  }, 'must begin with https://')

/** The variables of sign-in by a provider. */
export const oidcVariables = {
  /** The provider's issuer; without it there is no such sign-in. */
  ATELIER_OIDC_ISSUER: issuer.optional(),
  ATELIER_OIDC_CLIENT_ID: z.string().min(1).optional(),
  ATELIER_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** A file that holds the secret instead. */
  ATELIER_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  /** How the secret is shown to the provider. */
  ATELIER_OIDC_CLIENT_AUTH: z.enum(['basic', 'post'], "must be 'basic' or 'post'").default('basic'),
  /** What people call the provider. */
  ATELIER_OIDC_NAME: z
    .string()
    .trim()
    .min(1)
    .max(40, 'must have at most 40 characters')
    .default('single sign-on'),
  /** Whoever has a verified address in one of these domains comes in without an invitation. */
  ATELIER_OIDC_DOMAINS: commaList.pipe(
    z.array(
      z.string().regex(/^[^@\s]+\.[^@\s.]+$/, 'must be domains such as example.org, separated by commas'),
    ),
  ),
  /** What they come in as. */
  ATELIER_OIDC_ROLE: z.enum(['VIEWER', 'MEMBER'], "must be 'VIEWER' or 'MEMBER'").default('VIEWER'),
  /** Where signing out ends the session: here alone, or at the provider as well. */
  ATELIER_OIDC_SIGN_OUT: z.enum(['here', 'provider'], "must be 'here' or 'provider'").default('here'),
  /** `off`: people come in by the provider only. */
  ATELIER_PASSWORDS: z.enum(['on', 'off'], "must be 'on' or 'off'").default('on'),
}

const read = z.object(oidcVariables)
type OidcEnv = z.output<typeof read>
type Complain = (variable: keyof OidcEnv | 'ATELIER_PUBLIC_URL', message: string) => void

/** The provider that the variables describe, if they do. Complains of what does not go together. */
export function oidcOf(
  env: OidcEnv,
  publicUrl: URL | undefined,
  complain: Complain,
): OidcOptions | undefined {
  const { ATELIER_OIDC_ISSUER: issuer, ATELIER_OIDC_CLIENT_ID: clientId } = env
  const passwords = env.ATELIER_PASSWORDS === 'on'
  if (issuer === undefined) {
    if (!passwords)
      complain('ATELIER_PASSWORDS', 'is off, so ATELIER_OIDC_ISSUER is required: nobody could sign in')
    if (clientId !== undefined) complain('ATELIER_OIDC_ISSUER', 'is required with ATELIER_OIDC_CLIENT_ID')
    return undefined
  }
  if (clientId === undefined) complain('ATELIER_OIDC_CLIENT_ID', 'is required with ATELIER_OIDC_ISSUER')
  if (publicUrl === undefined)
    complain(
      'ATELIER_PUBLIC_URL',
      'is required with ATELIER_OIDC_ISSUER: the provider leads people back there',
    )
  const clientSecret = secretOf(env, complain)
  return {
    ...{ issuer, clientId: clientId ?? '', clientSecret, clientAuth: env.ATELIER_OIDC_CLIENT_AUTH },
    ...{ name: env.ATELIER_OIDC_NAME, domains: env.ATELIER_OIDC_DOMAINS, role: env.ATELIER_OIDC_ROLE },
    ...{ passwords, endsSessions: env.ATELIER_OIDC_SIGN_OUT === 'provider' },
  }
}

function secretOf(env: OidcEnv, complain: Complain): string | undefined {
  const { ATELIER_OIDC_CLIENT_SECRET: secret, ATELIER_OIDC_CLIENT_SECRET_FILE: file } = env
  if (file === undefined) return secret
  if (secret !== undefined)
    complain('ATELIER_OIDC_CLIENT_SECRET_FILE', 'and ATELIER_OIDC_CLIENT_SECRET exclude each other')
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text !== '') return text
    complain('ATELIER_OIDC_CLIENT_SECRET_FILE', 'names an empty file')
  } catch {
    complain('ATELIER_OIDC_CLIENT_SECRET_FILE', 'names a file that cannot be read')
  }
  return undefined
}
