import { createHash } from 'node:crypto'
import { escaped } from './html.ts'
import { script, style } from './style.ts'

export type DoorName = 'sign-in' | 'welcome' | 'join'

export type Way = { readonly label: string; readonly address: string }

/** One of the pages for people who are not let in yet. */
export type Door = {
  readonly name: DoorName
  /** Who is signed in already, at a link that lets them into a further workspace. */
  readonly member?: { readonly name: string; readonly email: string } | undefined
  /** What went wrong the last time. */
  readonly failure?: string | undefined
  /** What they typed then; never the password. */
  readonly typed?: { readonly name?: string | undefined; readonly email?: string | undefined }
  /** Sent along, unseen. */
  readonly hidden: Readonly<Record<string, string>>
  /** Another way in, and where it begins. */
  readonly other?: readonly Way[] | undefined
  /** Whether there is nothing to be typed: the other ways are the only ones. */
  readonly onlyOther?: boolean
}

type Words = { readonly title: string; readonly lead: string; readonly action: string }

const words: Readonly<Record<DoorName, Words>> = {
  'sign-in': { title: 'Sign in', lead: 'With the account that you have on this server.', action: 'Sign in' },
  welcome: {
    title: 'Welcome to Atelier',
    lead: 'You are the first: this account owns everything here and lets others in.',
    action: 'Create the owner’s account',
  },
  join: {
    title: 'Join',
    lead: 'You were invited to this server. Say who you are; the link works once.',
    action: 'Create my account',
  },
}

const leadsToOther: Readonly<Record<DoorName, string>> = {
  'sign-in': 'With the account by which you were let in.',
  welcome: words.welcome.lead,
  join: 'You were invited to this server; the link works once.',
}

/** The page. It stands on its own, since the site is for those who are let in. */
export function doorPage(door: Door): string {
  const { name, failure, typed, member, hidden, other } = door
  const onlyOther = door.onlyOther === true && !member
  const { title, lead, action } = wordsOf(door)
  const isNew = name !== 'sign-in'
  const fields = `${isNew ? nameField(typed?.name) : ''}
<label>E-mail<input name="email" type="email" autocomplete="username" required maxlength="254"${typedIn(typed?.email)}${
    isNew || typed?.email ? '' : ' autofocus'
  }></label>
${isNew ? newPassword : currentPassword(Boolean(typed?.email))}`
  return framed(
    title,
    `<p class="lead">${lead}</p>
${failure === undefined ? '' : `<p role="alert">${escaped(failure)}</p>`}
${
  onlyOther
    ? ''
    : `<form method="post" action="/${name}">${Object.entries(hidden).map(hiddenField).join('')}
${member ? '' : fields}
<button class="button">${action}</button></form>`
}
${other?.length ? otherWays(other, onlyOther) : ''}`,
  )
}

function wordsOf({ name, member, onlyOther }: Door): Words {
  if (member) return wordsFor(member)
  return onlyOther ? { ...words[name], lead: leadsToOther[name] } : words[name]
}

const wordsFor = ({ name, email }: { readonly name: string; readonly email: string }): Words => ({
  title: 'Join',
  lead: `You were invited to a further workspace, and are signed in as ${escaped(name)} (${escaped(email)}).`,
  action: `Join as ${escaped(name)}`,
})

/** A page that goes on by itself: a redirect after a form may not leave this server. */
export const onwardPage = (address: string): string =>
  framed(
    'One moment',
    `<p class="lead">You are led on.</p><a class="button other" href="${escaped(address)}">Continue</a>`,
    `<meta http-equiv="refresh" content="0;url=${escaped(address)}">`,
  )

const framed = (title: string, main: string, head = ''): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#141417">${head}
<title>${title} · Atelier</title><link rel="icon" href="${icon}"><style>${style}</style><script>${script}</script></head>
<body><header>${mark}Atelier</header><main><h1>${title}</h1>
${main}</main></body></html>
`

const typedIn = (text: string | undefined): string => (text === undefined ? '' : ` value="${escaped(text)}"`)

const hiddenField = ([name, value]: [string, string]): string =>
  `<input type="hidden" name="${name}" value="${escaped(value)}">`

const nameField = (typed: string | undefined): string =>
  `<label>Name<input name="name" autocomplete="name" required maxlength="100" autofocus${typedIn(typed)}></label>`

const currentPassword = (focused: boolean): string =>
  `<label>Password<input name="password" type="password" autocomplete="current-password" required${focused ? ' autofocus' : ''}></label>`
// No `maxlength`: browsers would cut a longer one without a word.
const newPassword = `<label>Password<input name="password" type="password" autocomplete="new-password" required
minlength="10"><small>At least 10 characters</small></label>`

const otherWays = (ways: readonly Way[], alone: boolean): string =>
  `${alone ? '' : '<p class="or">or</p>'}<div class="ways">${ways
    .map(({ label, address }) => `<a class="button other" href="${escaped(address)}">${escaped(label)}</a>`)
    .join('')}</div>`

const mark = `<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke-width="1.9"
stroke-linecap="round"><path d="M3 16.5 10 3l7 13.5" stroke="currentColor" stroke-linejoin="round"/>
<path d="M5.6 11.6h8.8" stroke="var(--accent)" stroke-dasharray="2.1 2.7"/></svg>`

const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2b4a93"/>
<path d="M7 25 16 7l9 18" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
)}`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing runs or shows on these pages but what is written here. */
export const doorPolicy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "font-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
