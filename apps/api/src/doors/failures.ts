/** What went wrong on the way to a provider and back, by the code in the address; `provider` is what people call it. */
const FAILURES: Readonly<Record<string, (provider: string) => string>> = {
  not_invited: (provider) =>
    `You are known to ${provider}, but nobody has let you in here yet. Ask an owner for an invitation link and open it.`,
  invitation_gone: () => 'This invitation was used, taken back or is too old. Ask for a new one.',
  account_not_linked: (provider) =>
    `There is an account with your address here already. Sign in with its password once: then ${provider} is connected to it.`,
  passwords_off: (provider) =>
    `There is an account with your address here already that is not connected to ${provider}, and passwords are turned off. Ask whoever runs this server to turn them on until you have connected the two.`,
  access_denied: (provider) => `You were not signed in with ${provider}.`,
  provider_away: (provider) => `The server does not reach ${provider}. Try again in a moment.`,
  too_often: () => 'Too many attempts. Wait a minute and try again.',
  email_does_not_match: (provider) =>
    `Your address at ${provider} is not the one that you have here, so the two were not connected.`,
  email_not_found: (provider) => `The server was told no e-mail address by ${provider}, which it needs.`,
  state_mismatch: () => 'That took too long, or was begun in another browser. Try again.',
}

/** That failure in a sentence. Codes come from the address, so an unknown one is not repeated. */
export function failureOf(code: string, provider: string): string {
  const known = Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined
  return (
    known?.(provider) ??
    `Signing in with ${provider} did not succeed. Try again; if it fails again, the server's log says why.`
  )
}
