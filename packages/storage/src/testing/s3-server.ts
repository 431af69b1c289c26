import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import S3rver from 's3rver'

const BUCKET = 'atelier'
/** The one account that s3rver knows. */
const ACCOUNT = 'S3RVER'
/** A key that may only look. */
const READER = 'reader'
const SECRETS: Readonly<Record<string, string>> = { [ACCOUNT]: 'full of secrets', [READER]: 'no writer' }

type Keys = Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>

/** A server that speaks S3's protocol and checks who asks, with one bucket in a folder of its own. */
export type TestS3Server = {
  /** For ATELIER_STORAGE. */
  readonly storage: string
  /** What a process needs to use it. */
  readonly environment: Keys & Readonly<Record<'AWS_ENDPOINT_URL', string>>
  /** Keys with which nothing can be written. */
  readonly reader: Keys
  /** Nothing answers at its address any more. */
  goAway(): Promise<void>
  /** It answers there again, with what it held. */
  comeBack(): Promise<void>
  stop(): Promise<void>
}

export async function startS3Server(): Promise<TestS3Server> {
  const directory = mkdtempSync(path.join(tmpdir(), 'atelier-s3-'))
  const s3rver = new S3rver({
    ...{ silent: true, directory },
    configureBuckets: [{ name: BUCKET, configs: [] }],
  })
  await s3rver.configureBuckets()
  const answer = s3rver.callback()
  const server = createServer((request, response) => {
    const refusal = refusalOf(request)
    if (refusal !== undefined) return refuse(response, refusal)
    request.headers.authorization = request.headers.authorization?.replace(`=${READER}/`, `=${ACCOUNT}/`)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the S3 server has no port')
  const goAway = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    storage: `s3://${BUCKET}/team`,
    environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`, ...keysOf(ACCOUNT) },
    reader: keysOf(READER),
    goAway,
    async comeBack() {
      server.listen(address.port, '127.0.0.1')
      await once(server, 'listening')
    },
    async stop() {
      await goAway()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const keysOf = (key: string): Keys => ({
  ...{ AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: SECRETS[key] ?? '' },
})

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<scope>[^,]+), *SignedHeaders=(?<signed>[^,]+), *Signature=(?<signature>\w+)$/

/** What s3rver leaves out: signatures of version 4, and what a key may do. @returns a code of S3's errors */
function refusalOf(request: IncomingMessage): string | undefined {
  const {
    key = '',
    scope = '',
    signed = '',
    signature,
  } = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups ?? {}
  const secret = SECRETS[key]
  if (secret === undefined) return 'InvalidAccessKeyId'
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
  searchParams.sort()
  const header = (name: string) => String(request.headers[name] ?? '').trim()
  const asked = [
    ...[request.method, pathname, searchParams.toString().replaceAll('+', '%20')],
    ...[...signed.split(';').map((name) => `${name}:${header(name)}`), ''],
    ...[signed, header('x-amz-content-sha256')],
  ].join('\n')
  const hash = createHash('sha256').update(asked).digest('hex')
  const text = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, hash].join('\n')
  const sign = (by: string | Buffer, what: string) => createHmac('sha256', by).update(what).digest()
  const signing = scope.split('/').reduce<string | Buffer>(sign, `AWS4${secret}`)
  if (sign(signing, text).toString('hex') !== signature) return 'SignatureDoesNotMatch'
  return key === READER && request.method !== 'GET' && request.method !== 'HEAD' ? 'AccessDenied' : undefined
}

function refuse(response: ServerResponse, code: string): void {
  response.writeHead(403, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>refused</Message></Error>`)
}
