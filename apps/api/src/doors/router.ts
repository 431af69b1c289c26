import { fileURLToPath } from 'node:url'
import { acceptInvitation, createFirstOwner, type Outcome } from '@atelier/db'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { ownPath } from '../auth/oidc-door.ts'
import type { SignIn } from '../auth/sign-in.ts'
import type { Services } from '../context.ts'
import { isOwnPage } from '../http/public-address.ts'
import { failureOf } from './failures.ts'
import { type Door, type DoorName, doorPage, doorPolicy, onwardPage } from './page.ts'
import { FONT_PATH } from './style.ts'

const FORM_BYTES = 16 * 1024
const FONT_FILE = fileURLToPath(
  new URL('fonts/geist-sans/Geist-Variable.woff2', import.meta.resolve('geist/font')),
)

const text = z.string().max(4_000).default('').catch('')
/** What a form sends, or the address of its page. */
const sent = z.object({
  ...{ name: text, email: text, password: text, token: text, to: text, error: text, connect: text },
})
type Sent = z.output<typeof sent>

/** What is answered to people who are not signed in: how to sign in, to join, and to make the first account. */
export function doors(services: Services): RequestHandler {
  const { signIn } = services
  const router = Router()
  if (!signIn) return router
  router.all('/api/auth/*path', signIn.handler)
  router.get(FONT_PATH, (_request, response) => {
    response.sendFile(FONT_FILE, { maxAge: '30d' })
  })
  const { oidc } = signIn
  if (oidc) router.get('/sign-in/oidc', (request, response) => oidc.start(request, response))
  const readForm = express.urlencoded({ extended: false, limit: FORM_BYTES })
  for (const name of ['sign-in', 'welcome', 'join'] as const) {
    router.get(`/${name}`, (request, response) => {
      const asked = sent.parse(request.query)
      const failure = asked.error === '' ? undefined : failureOf(asked.error, oidc?.name ?? 'the provider')
      show(response, { ...doorOf(name, asked, signIn), failure })
    })
    router.post(`/${name}`, readForm, (request, response) =>
      enter(name, services, signIn, { request, response }),
    )
  }
  return router
}

/** A form was sent: makes the account, unless it is there already, and signs in with it. */
async function enter(
  name: DoorName,
  services: Services,
  signIn: SignIn,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const form = sent.parse(request.body ?? {})
  const { email, password } = form
  const door = { ...doorOf(name, form, signIn), typed: { name: form.name, email } }
  const refuse = (failure: string, status: number) => show(response.status(status), { ...door, failure })
  if (!isOwnPage(request, services.publicUrl)) return refuse('Send this form from its own page.', 403)
  const [issue] = await createAccount(name, services, signIn, form)
  if (issue)
    return refuse(`${issue.path === 'token' ? '' : `${fieldNames[issue.path] ?? ''} `}${issue.message}.`, 422)
  const { status, cookies } = await signIn.byPassword(request, email.trim(), password)
  if (status === 429) return refuse(failureOf('too_often', ''), status)
  if (status !== 200) return refuse('The e-mail address or the password is not right.', 401)
  response.append('set-cookie', [...cookies])
  const to = ownPath(form.to)
  if (form.connect === '' || !signIn.oidc) return response.redirect(303, to)
  response
    .set(pageHeaders)
    .type('html')
    .send(onwardPage(signIn.oidc.address({ connect: '1', to })))
}

const fieldNames: Readonly<Record<string, string>> = {
  ...{ name: 'The name', email: 'The e-mail address', password: 'The password' },
}

type Complaint = { readonly path: string; readonly message: string }

/** @returns what is wrong */
async function createAccount(
  name: DoorName,
  { db }: Services,
  { firstOwner, hashPassword }: SignIn,
  { token, ...person }: Sent,
): Promise<Complaint[]> {
  if (name === 'sign-in') return []
  if (name === 'join') return complaints(await acceptInvitation(db, token, person, hashPassword))
  if (!(await firstOwner.accepts(token)))
    return [{ path: 'token', message: 'This link was used, or is not the one that npm start shows' }]
  const made = await createFirstOwner(db, person, hashPassword)
  if (made.ok) await firstOwner.done()
  return complaints(made)
}

const complaints = (made: Outcome<unknown>): Complaint[] =>
  made.ok
    ? []
    : made.issues.map(({ path: [path = 'token'], message }) => ({
        path,
        message: path === 'token' ? message.replace(/^./, (first) => first.toUpperCase()) : message,
      }))

function doorOf(name: DoorName, { token, to, error, connect }: Sent, { oidc }: SignIn): Door {
  const connecting = name === 'sign-in' && (error === 'account_not_linked' || connect !== '')
  const hidden = {
    ...(token !== '' && { token }),
    ...(to !== '' && { to: ownPath(to) }),
    ...(connecting && { connect: '1' }),
  }
  if (!oidc || name === 'welcome' || connecting) return { name, hidden }
  const wanted = { ...(name === 'join' && { invitation: token }), ...(to !== '' && { to: ownPath(to) }) }
  return { name, hidden, other: { provider: oidc.name, address: oidc.address(wanted) } }
}

// Without a referrer at all, browsers would not say either that a form comes from its own page.
const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': doorPolicy,
  'referrer-policy': 'same-origin',
}

function show(response: Response, door: Door): void {
  response.set(pageHeaders).type('html').send(doorPage(door))
}
