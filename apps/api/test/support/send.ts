import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestApi } from './start-api.ts'

export type Reply = {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

export type Sent = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly host?: string
}

/** Sends a request as it is: fetch does not let tests choose the Host header. */
export async function sendTo(
  { port }: Pick<TestApi, 'port'>,
  path: string,
  options: Sent = {},
): Promise<Reply> {
  const { body, host = '127.0.0.1', ...rest } = options
  const outgoing = httpRequest({ host, port, path, ...rest })
  outgoing.end(body)
  const [response] = await once(outgoing, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
