import { fileURLToPath } from 'node:url'
import { isPooled, LISTEN_URL_RULE } from '@atelier/db'
import { parseStorageAddress } from '@atelier/storage'
import { z } from 'zod'
import { commaList } from './comma-list.ts'
import { oidcOf, oidcVariables } from './env-oidc.ts'
import { isTrustedList } from './http/trusted-proxies.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

const variables = z
  .object({
    DATABASE_URL: z
      .string('is required: the address of PostgreSQL')
      .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://'),
    /** PostgreSQL past a pooler that gives every transaction another connection: for the one that listens. */
    DATABASE_LISTEN_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
      .optional(),
    PORT: z.coerce
      .number({ error: 'must be a number from 0 to 65535' })
      .int()
      .min(0)
      .max(65_535)
      .default(3000),
    HOST: z.string().min(1).default('127.0.0.1'),
    /** The address that people reach this server by, such as https://atelier.example.org. */
    ATELIER_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://atelier.example.org' })
      .transform((text) => new URL(text))
      .refine(({ pathname, search, hash, username }) => `${pathname}${search}${hash}${username}` === '/', {
        error: 'must be an address without a path: Atelier has a name, or a port, of its own',
      })
      .optional(),
    /** Addresses and networks of reverse proxies whose X-Forwarded-For and -Proto are believed, separated by commas. */
    ATELIER_TRUSTED_PROXIES: commaList.refine(
      isTrustedList,
      'must be addresses or networks such as 10.0.0.0/8, separated by commas',
    ),
    /** More names that browsers may call this server by, separated by commas. */
    ATELIER_ALLOWED_HOSTS: commaList,
    ATELIER_DATA: z.string().min(1).default(`${repository}.atelier`),
    /** Where files of runs are kept: s3://bucket/prefix; without it, in the data folder. */
    ATELIER_STORAGE: z.string().min(1).optional(),
    /** `off`: whoever sits at this machine owns everything, and nobody else is let in without a key. */
    ATELIER_SIGN_IN: z.enum(['on', 'off'], "must be 'on' or 'off'").default('off'),
    ...oidcVariables,
    /** Internal address of the site; without it only the API is served. */
    WEB_URL: z
      .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:3001' })
      .optional(),
    /** Folder of the site's program (`.next/static`), served by the API itself; without it the site's process serves it. */
    WEB_STATIC: z.string().min(1).optional(),
    /** A port for metrics and health alone, without sign-in: for a scraper on this machine. */
    ATELIER_METRICS_PORT: z.coerce
      .number({ error: 'must be a number from 0 to 65535' })
      .int()
      .min(0)
      .max(65_535)
      .optional(),
    /** The address of that port. */
    ATELIER_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    /** Seconds that running operations have to finish when the API is told to stop. */
    ATELIER_GRACE_SECONDS: z.coerce
      .number({ error: 'must be a number of seconds' })
      .min(0)
      .max(600)
      .default(10),
    /** Minutes that a script may be silent before its run counts as failed; 0: for ever. */
    ATELIER_SILENT_MINUTES: z.coerce
      .number({ error: 'must be a number of minutes' })
      .int('must be a whole number of minutes')
      .min(0)
      .max(1_000_000)
      .default(120),
    /** Requests and operations that take longer are logged as warnings. */
    ATELIER_SLOW_MILLISECONDS: z.coerce.number({ error: 'must be a number' }).min(1).default(1000),
    /** Where traces go (OTLP over HTTP), such as http://localhost:4318; without it none are made. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: 'must be an address such as http://localhost:4318' })
      .optional(),
    OTEL_SERVICE_NAME: z.string().min(1).default('atelier-api'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((env, context) => {
    const storage = parseStorageAddress(env.ATELIER_STORAGE, env.ATELIER_DATA)
    const complain = (variable: string, message: string) =>
      context.addIssue({ code: 'custom', path: [variable], message })
    const oidc = oidcOf(env, env.ATELIER_PUBLIC_URL, complain)
    // Whoever sets a provider up does not mean everybody on this machine to own everything.
    if (oidc && env.ATELIER_SIGN_IN === 'off') complain('ATELIER_OIDC_ISSUER', 'needs ATELIER_SIGN_IN=on')
    if (isPooled(env.DATABASE_URL) && env.DATABASE_LISTEN_URL === undefined)
      complain('DATABASE_LISTEN_URL', LISTEN_URL_RULE)
    if (storage) return { ...env, storage, oidc }
    complain('ATELIER_STORAGE', 'must be an address such as s3://bucket/prefix')
    return z.NEVER
  })

export type Env = z.output<typeof variables>

/** The only place where this process reads its environment. Names every variable that is wrong. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = variables.safeParse(source)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  throw new Error(`The API cannot start:\n  ${problems.join('\n  ')}`)
}
