type Door = 'sign-in' | 'welcome' | 'join'

type Words = {
  readonly title: string
  readonly lead: string
  readonly action: string
  readonly mutation?: string
}

const words: Readonly<Record<Door, Words>> = {
  'sign-in': { title: 'Sign in', lead: 'With the account that you have on this server.', action: 'Sign in' },
  welcome: {
    ...{ title: 'Welcome to Atelier', action: 'Create the owner’s account' },
    lead: 'You are the first: this account owns everything here and lets others in.',
    mutation: 'createFirstOwner',
  },
  join: {
    ...{ title: 'Join', action: 'Create my account', mutation: 'acceptInvitation' },
    lead: 'You were invited to this server. Say who you are; the link works once.',
  },
}

const nameField = '<label>Name<input name="name" autocomplete="name" required maxlength="100"></label>'

/** A page for people who are not let in yet. It stands on its own, since the site is for those who are. */
export function door(name: Door): string {
  const { title, lead, action, mutation } = words[name]
  const password = mutation
    ? 'autocomplete="new-password" minlength="10" maxlength="128"'
    : 'autocomplete="current-password"'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title} · Atelier</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${lead}</p>
<form data-mutation="${mutation ?? ''}">${mutation ? nameField : ''}
<label>E-mail<input name="email" type="email" autocomplete="username" required maxlength="254"></label>
<label>Password${mutation ? '<small>At least 10 characters</small>' : ''}<input name="password" type="password" required ${password}></label>
<p role="alert" hidden></p><button>${action}</button></form>
<noscript><p>This page needs JavaScript.</p></noscript></main><script>${script}</script></body></html>
`
}

const style = `
body{font:14px/1.5 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText}
main{max-width:22rem;margin:14vh auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}
label,small,input{display:block}
label{margin:1rem 0;font-weight:500}
small{font-weight:400;opacity:.8}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.5rem .625rem;border-radius:6px}
input{margin-top:.25rem;border:1px solid GrayText;background:Field;color:FieldText}
button{border:0;background:light-dark(#1c1c1f,#f2f2f4);color:light-dark(#fff,#111);font-weight:600;cursor:pointer}
:focus-visible{outline:2px solid #2563eb;outline-offset:2px}
[role=alert]{color:light-dark(#b3261e,#ff8a80)}`

/** Where to go afterwards is a path of this server only: a link to the sign-in must not lead on to another site. */
const script = `
const form = document.querySelector('form'), alert = document.querySelector('[role=alert]')
const asked = new URLSearchParams(location.search)
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
async function createAccount(mutation, person) {
  const query = 'mutation ($token: String!, $name: String!, $email: String!, $password: String!) { made: ' + mutation +
    '(token: $token, name: $name, email: $email, password: $password) { userErrors { path message } } }'
  const { data, errors } = await (await post('/graphql', { query, variables: { token: asked.get('token') ?? '', ...person } })).json()
  if (errors) throw new Error(errors[0].message)
  const [wrong] = data.made.userErrors
  if (wrong) throw new Error(wrong.path[0] === 'token' ? wrong.message : wrong.path[0] + ' ' + wrong.message)
}
async function signIn({ email, password }) {
  const response = await post('/api/auth/sign-in/email', { email, password })
  if (response.ok) return
  if (response.status === 429) throw new Error('Too many attempts: wait a minute and try again.')
  const { message } = await response.json().catch(() => ({}))
  throw new Error(message ?? 'The server did not answer as it should. Try again.')
}
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('button'), person = Object.fromEntries(new FormData(form))
  button.disabled = true
  alert.hidden = true
  try {
    if (form.dataset.mutation) await createAccount(form.dataset.mutation, person)
    await signIn(person)
    const to = new URL(asked.get('to') ?? '/', location.origin)
    location.replace(to.origin === location.origin ? to.pathname + to.search + to.hash : '/')
  } catch (error) {
    alert.textContent = error.message
    alert.hidden = false
    button.disabled = false
  }
})`
