import { fileURLToPath } from 'node:url'
import {
  acceptInvitation,
  createFirstOwner,
  type Issue,
  joinWorkspace,
  type Outcome,
  refused,
} from '@atelier/db'
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import { z } from 'zod'
import { ownPath } from '../auth/oidc-door.ts'
import type { SignIn } from '../auth/sign-in.ts'
import type { Services } from '../context.ts'
import { isOwnPage } from '../http/public-address.ts'
import { memberOf } from '../viewer.ts'
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
  // Better Auth would read a body of any size; it takes one that was read already as text.
  const readBody = [express.text({ type: () => true, limit: FORM_BYTES }), refuseUnreadableForm]
  router.all('/api/auth/*path', ...readBody, signIn.handler)
  router.get(FONT_PATH, (_request, response) => {
    response.sendFile(FONT_FILE, { maxAge: '30d' })
  })
  const { oidc } = signIn
  if (oidc) router.get('/sign-in/oidc', (request, response) => oidc.start(request, response))
  const readForm = [express.urlencoded({ extended: false, limit: FORM_BYTES }), refuseUnreadableForm]
  for (const name of ['sign-in', 'welcome', 'join'] as const) {
    router.get(`/${name}`, async (request, response) => {
      const asked = sent.parse(request.query)
      const failure = asked.error === '' ? undefined : failureFor(asked.error, signIn)
      const member = name === 'join' ? (await services.access.viewerOf(request))?.user : undefined
      show(response, { ...doorOf(name, asked, signIn), failure, ...(member && { member, other: [] }) })
    })
    router.post(`/${name}`, ...readForm, (request: Request, response: Response) =>
      enter(name, services, signIn, { request, response }),
    )
  }
  return router
}

const unreadable = z.object({ status: z.number().int().min(400).max(499) })

const refuseUnreadableForm: ErrorRequestHandler = (error, _request, response, next) => {
  const parsed = unreadable.safeParse(error)
  if (!parsed.success) return next(error)
  response.status(parsed.data.status).type('text').send('This form is too large, or cannot be read.\n')
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
  if (name === 'join' && email === '') return joinAsMember(services, { request, response }, form)
  if (!signIn.passwords && name !== 'welcome')
    return refuse(`People come in with ${signIn.oidc?.name} only.`, 403)
  const [issue] = await createAccount(name, services, signIn, form)
  if (issue) return refuse(sentenceOf(issue), 422)
  const { status, cookies } = await signIn.byPassword(request, email.trim(), password)
  if (status === 429) return refuse(failureOf('too_often', ''), status)
  if (status !== 200) return refuse('The e-mail address or the password is not right.', 401)
  response.append('set-cookie', [...cookies])
  const to = ownPath(form.to)
  // The first owner has a password before there is anybody; without them, only what is connected opens again.
  const connects = form.connect !== '' || !signIn.passwords
  if (!connects || !signIn.oidc) return response.redirect(303, to)
  response
    .set(pageHeaders)
    .type('html')
    .send(onwardPage(signIn.oidc.address({ connect: '1', to })))
}

/** Whoever is signed in comes into a further workspace. */
async function joinAsMember(
  { access, db }: Services,
  { request, response }: { readonly request: Request; readonly response: Response },
  { token }: Sent,
): Promise<void> {
  const viewer = await access.viewerOf(request)
  const memberId = memberOf(viewer)
  if (!viewer || memberId === null)
    return response.redirect(303, `/sign-in?${new URLSearchParams({ to: joinPath(token) })}`)
  const joined = await joinWorkspace(db, { token, memberId })
  access.changed(memberId)
  if (joined.ok) return response.redirect(303, '/')
  const failure = joined.issues.map(sentenceOf)[0]
  show(response.status(422), { name: 'join', hidden: { token }, member: viewer.user, failure })
}

const joinPath = (token: string): string => `/join?${new URLSearchParams({ token })}`

const fieldNames: Readonly<Record<string, string>> = {
  ...{ name: 'the name', email: 'the e-mail address', password: 'the password' },
}

const sentenceOf = ({ path: [field = ''], message }: Issue): string => {
  const named = fieldNames[field]
  return `${named === undefined ? message : `${named} ${message}`}.`.replace(/^./, (first) =>
    first.toUpperCase(),
  )
}

function failureFor(code: string, { oidc, passwords }: SignIn): string {
  const told = code === 'account_not_linked' && !passwords ? 'passwords_off' : code
  return failureOf(told, oidc?.name ?? 'the provider')
}

/** @returns what is wrong */
async function createAccount(
  name: DoorName,
  { db }: Services,
  { firstOwner, hashPassword }: SignIn,
  { token, ...person }: Sent,
): Promise<readonly Issue[]> {
  if (name === 'sign-in') return []
  if (name === 'join') return issuesOf(await acceptInvitation(db, token, person, hashPassword))
  if (!(await firstOwner.accepts(token))) return issuesOf(notTheLink())
  const made = await createFirstOwner(db, person, hashPassword)
  if (made.ok) await firstOwner.done()
  return issuesOf(made)
}

const notTheLink = () =>
  refused(['token'], 'this link was used, or is not the one that npm start shows', 'NOT_FOUND')
const issuesOf = (made: Outcome<unknown>): readonly Issue[] => (made.ok ? [] : made.issues)

function doorOf(name: DoorName, { token, to, error, connect }: Sent, { oidc, passwords }: SignIn): Door {
  const connecting = passwords && name === 'sign-in' && (error === 'account_not_linked' || connect !== '')
  const hidden = {
    ...(token !== '' && { token }),
    ...(to !== '' && { to: ownPath(to) }),
    ...(connecting && { connect: '1' }),
  }
  if (name === 'welcome' || connecting) return { name, hidden }
  const wanted = { ...(name === 'join' && { invitation: token }), ...(to !== '' && { to: ownPath(to) }) }
  const ways = oidc ? [{ label: `Continue with ${oidc.name}`, address: oidc.address(wanted) }] : []
  const onlyOther = !passwords
  if (name === 'sign-in') return { name, hidden, other: ways, onlyOther }
  const signIn = `/sign-in?${new URLSearchParams({ to: joinPath(token) })}`
  return { name, hidden, onlyOther, other: [...ways, { label: 'I have an account here', address: signIn }] }
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
