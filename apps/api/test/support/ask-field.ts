import { createApiKey } from '@atelier/db'
import type { TestApi } from './start-api.ts'

/** A key of a member, as it is shown. */
export async function makeKey({ db }: TestApi, memberId: string, scope: 'READ' | 'WRITE') {
  const made = await createApiKey(db, memberId, { name: 'test', scope })
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  const authorization = `Bearer ${made.value.secret}`
  return { id: made.value.key.id, secret: made.value.secret, authorization, headers: { authorization } }
}

/** What is answered: over HTTP, or for subscriptions the beginning of their stream. */
export async function answerTo(
  api: TestApi,
  shown: Record<string, string>,
  operation: string,
): Promise<string> {
  const isStream = operation.startsWith('subscription')
  const left = new AbortController()
  const response = await fetch(`${api.address}/graphql${isStream ? '/stream' : ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...shown },
    body: JSON.stringify({ query: operation }),
    signal: left.signal,
  })
  // A log begins with what is recorded; of changes nothing comes but a ping until something happens.
  const first = operation.includes('runChanges') ? /\n\n|:\n/ : /^event: [\s\S]*\n\n/m
  const answered = isStream ? await beginning(response, first) : await response.text()
  left.abort()
  return answered
}

/** The code of the refusal, if an answer is one. */
export const refusalIn = (answer: string): string | undefined =>
  /"code":"(UNAUTHENTICATED|FORBIDDEN|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)"/.exec(answer)?.[1]

/** What a stream without end begins with. */
async function beginning(response: Response, first: RegExp): Promise<string> {
  const reader = response.body?.getReader()
  let text = ''
  while (!first.test(text)) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done) break
    text += new TextDecoder().decode(value)
  }
  return text
}
