import type { Operation } from './operation.ts'
import { type Connection, readConnection } from './settings.ts'

/** What the server says against a request; `code` is that of its first error, `path` leads into the input. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly code: string
  readonly path: readonly string[]
  /** Whether the input is at fault (one of `userErrors`), and not the request as a whole. */
  readonly isUserError: boolean

  constructor(message: string, code: string, path?: readonly string[]) {
    super(message)
    this.code = code
    this.path = path ?? []
    this.isUserError = path !== undefined
  }
}

/** Nothing got through: the same may work later. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

const TIMEOUT_MILLISECONDS = 30_000
const headersOf = (apiKey: string | undefined, workspace: string | undefined) => ({
  'content-type': 'application/json',
  'user-agent': 'atelier-node/0.1.0',
  ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  ...(workspace !== undefined && { 'x-atelier-workspace': encodeURIComponent(workspace) }),
})

type Document = { toString(): string }

type Answer = {
  readonly data?: unknown
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string }
  }[]
}

/** GraphQL over HTTP at one server. */
export class Server {
  readonly url: string
  readonly #apiKey: string | undefined
  readonly #workspace: string | undefined
  readonly #stopped = new AbortController()

  constructor(connection: Connection) {
    const { url, apiKey, workspace } = readConnection(connection)
    this.url = url
    this.#apiKey = apiKey
    this.#workspace = workspace
  }

  /** The same server, asked in another workspace. */
  in(workspace: string): Server {
    return new Server({ url: this.url, apiKey: this.#apiKey, workspace })
  }

  /**
   * The data of an answer without errors.
   * @throws RefusedError for what the server refuses, UnreachableError where it does not answer
   */
  async ask<Result, Variables>(
    document: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    // The document was checked against the schema, and the server answers by it.
    return (await this.#ask(document, variables)) as Result
  }

  async #ask(document: Document, variables: unknown): Promise<unknown> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)])
    const response = await this.post(document, variables, { accept: 'application/json', signal })
    const answer = await answerOf(response, this.url)
    const refused = refusalOf(answer)
    if (refused?.code === 'NOT_FOUND' && this.#workspace !== undefined)
      throw new RefusedError(
        `${refused.message} The workspace that was named is '${this.#workspace}'.`,
        refused.code,
      )
    if (refused) throw refused
    if (answer.data) return answer.data
    throw new UnreachableError(`${this.url} gave no answer of Atelier's: is it the right address?`)
  }

  /**
   * The payload of a mutation.
   * @throws RefusedError with the first of its userErrors or for what the server refuses, UnreachableError
   */
  async mutate(
    field: string,
    document: Document,
    variables: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const data = await this.#ask(document, variables)
    const payload = entriesOf(entriesOf(data)[field])
    const errors = Array.isArray(payload.userErrors) ? payload.userErrors : []
    for (const { message, code, path } of errors) throw new RefusedError(message, code, path)
    return payload
  }

  /** Breaks off what is being asked. */
  stop(): void {
    this.#stopped.abort(new Error('stopped'))
  }

  /** Sends an operation. @throws UnreachableError where nobody answers or the server is in trouble */
  async post(
    document: Document,
    variables: unknown,
    { accept, signal }: { readonly accept: string; readonly signal: AbortSignal },
  ): Promise<Response> {
    if (!/^https?:\/\//.test(this.url))
      throw new UnreachableError(`${this.url} is no address of a server: it begins with http:// or https://`)
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { ...headersOf(this.#apiKey, this.#workspace), accept },
      body: JSON.stringify({ query: document.toString(), variables }),
      // A redirected request would carry the API key to wherever it leads.
      redirect: 'manual',
      signal,
    }).catch((error: unknown) => {
      throw new UnreachableError(`${this.url} does not answer: ${reasonOf(error)}`, { cause: error })
    })
    const { status } = response
    if (status >= 300 && status < 400) {
      const place = response.headers.get('location')
      await response.body?.cancel()
      throw new UnreachableError(`${this.url} leads on to ${place}: set ATELIER_URL to where the server is`)
    }
    if (status >= 500 || status === 408 || status === 429) {
      await response.body?.cancel()
      throw new UnreachableError(`${this.url} answered ${status}`)
    }
    return response
  }
}

const entriesOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

export function refusalOf({ errors }: Answer): RefusedError | null {
  const [error] = errors ?? []
  return error ? new RefusedError(error.message, error.extensions?.code ?? 'UNKNOWN') : null
}

export async function answerOf(response: Response, url: string): Promise<Answer> {
  try {
    const answer: unknown = await response.json()
    if (typeof answer === 'object' && answer !== null) return answer
  } catch {
    // Not JSON: not ours.
  }
  throw new UnreachableError(`${url} gave no answer of Atelier's: is it the right address?`)
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
