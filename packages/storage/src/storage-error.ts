/** A storage that does not do what it is asked, in one sentence that names it and what to look at. */
export class StorageError extends Error {
  constructor(storage: string, what: string, cause: unknown) {
    super(`${storage}: ${what}`, { cause })
    this.name = 'StorageError'
  }
}

const CREDENTIALS = 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY'

/** What a server of S3's protocol answers, or why it cannot be asked, by the name of the error. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsProviderError: `no credentials are set (${CREDENTIALS})`,
  InvalidAccessKeyId: `the server does not know the key (${CREDENTIALS})`,
  SignatureDoesNotMatch: `the secret does not belong to the key (${CREDENTIALS})`,
  InvalidToken: 'the session token is not valid (AWS_SESSION_TOKEN)',
  ExpiredToken: 'the session token has run out (AWS_SESSION_TOKEN)',
  RequestTimeTooSkewed: "this machine's clock and the server's differ too much",
  AccessDenied: 'the credentials do not allow it: reading, writing, listing and deleting are needed',
  NoSuchBucket: 'there is no such bucket',
  PermanentRedirect: 'the bucket is in another region (AWS_REGION)',
  AuthorizationHeaderMalformed: 'the bucket is in another region (AWS_REGION)',
  NoSuchKey: 'it holds no such file',
  NotFound: 'it holds no such file',
  ENOENT: 'it holds no such file',
  ECONNREFUSED: 'nothing answers there (AWS_ENDPOINT_URL)',
  ECONNRESET: 'it broke the connection off',
  ENOTFOUND: 'there is no such host (AWS_ENDPOINT_URL)',
  EAI_AGAIN: 'the name of its host cannot be looked up (AWS_ENDPOINT_URL)',
  EHOSTUNREACH: 'no way leads to its host (AWS_ENDPOINT_URL)',
  ENETUNREACH: 'no way leads to its host (AWS_ENDPOINT_URL)',
  EPROTO: 'it does not speak HTTPS there (AWS_ENDPOINT_URL)',
  ERR_INVALID_URL: 'AWS_ENDPOINT_URL must be an address such as https://s3.example.org',
  CERT_HAS_EXPIRED: 'its certificate has run out',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name (AWS_ENDPOINT_URL)',
  ...Object.fromEntries(
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].map(
      (code) => [code, 'its certificate is not trusted here (NODE_EXTRA_CA_CERTS)'],
    ),
  ),
  TimeoutError: 'the server does not answer in time',
  ENOSPC: 'no space is left there',
  EACCES: 'this account may not write there',
}

/** @param storage what it is called in settings, such as `s3://bucket/prefix`. @param key what was to be done with */
export function storageError(storage: string, key: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const chain = [...causes(error)]
  const known = chain.flatMap((one) => namesOf(one).flatMap((name) => REASONS[name] ?? []))[0]
  const said = (chain.at(-1)?.message ?? String(error)).replace(/\s+/g, ' ').trim()
  return new StorageError(storage, `${known ?? said}${key === '' ? '' : ` (${key})`}`, error)
}

/** flydrive wraps what its drivers throw, and several addresses of one host that all fail make an AggregateError. */
function* causes(error: unknown): Generator<Error> {
  for (let one = error; one instanceof Error; one = one.cause) {
    yield one
    if (one instanceof AggregateError) for (const part of one.errors) if (part instanceof Error) yield part
  }
}

const namesOf = (error: Error): string[] =>
  'code' in error && typeof error.code === 'string' ? [error.name, error.code] : [error.name]
