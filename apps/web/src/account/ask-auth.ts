import { fieldOf } from '../live/field-of.ts'

/** What an attempt to sign in or out came to; the message is for the person. */
export type AuthOutcome =
  | {
      readonly ok: true
      /** Where the browser is led next: to the provider, to sign out there as well. */
      readonly url?: string
    }
  | { readonly ok: false; readonly message: string }

/** Better Auth's codes, in the words of this site. */
const MESSAGES: { readonly [code: string]: string } = {
  INVALID_EMAIL_OR_PASSWORD: 'The e-mail address or the password is not right.',
  INVALID_EMAIL: 'This is not an e-mail address.',
  INVALID_PASSWORD: 'The current password is not right.',
  PASSWORD_TOO_SHORT: 'The new password must have at least 10 characters.',
  PASSWORD_TOO_LONG: 'The new password must have at most 128 characters.',
}

/** Posts to the sign-in endpoints of our own server. The session itself is a cookie, which no script sees. */
export async function askAuth(path: string, body: object = {}): Promise<AuthOutcome> {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.status === 429) return { ok: false, message: tooOften(response.headers) }
    const told: unknown = await response.json().catch(() => null)
    const url = fieldOf(told, 'url')
    if (response.ok) return { ok: true, ...(typeof url === 'string' && { url }) }
    const known = MESSAGES[String(fieldOf(told, 'code'))]
    const message = known ?? fieldOf(told, 'message')
    if (typeof message === 'string') return { ok: false, message }
    return { ok: false, message: 'The server did not answer as it should. Try again.' }
  } catch {
    return { ok: false, message: 'The server did not answer. Try again.' }
  }
}

/** Says how long to wait, where the server says it. */
function tooOften(headers: Headers): string {
  const seconds = Number(headers.get('retry-after') ?? headers.get('x-retry-after'))
  if (!(seconds > 0)) return 'Too many attempts. Wait a minute and try again.'
  const wait = seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return `Too many attempts. Try again in ${wait}.`
}
