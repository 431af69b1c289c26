import { hostname } from 'node:os'
import path from 'node:path'
import { isPooled, LISTEN_URL_RULE } from '@atelier/db'
import { DEVICE_CHOICES } from '@atelier/ml-core/spec'
import { parseStorageAddress } from '@atelier/storage'
import { z } from 'zod'

const repository = path.resolve(import.meta.dirname, '../../..')

/** Each takes a process with TensorFlow and the data set in it. */
const MOST_SLOTS = 64
const SLOTS_RULE = `must be a whole number from 1 to ${MOST_SLOTS}: the runs to train at once`

const LEASE_RULE = 'must be a number of seconds from 2 to 300'

const variables = z
  .object({
    DATABASE_URL: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'must be the address of a PostgreSQL database',
    }),
    /** PostgreSQL past a pooler that gives every transaction another connection: for the one that listens. */
    DATABASE_LISTEN_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be the address of a PostgreSQL database' })
      .optional(),
    ATELIER_DATA: z.string().min(1).default(path.join(repository, '.atelier')),
    ATELIER_STORAGE: z.string().min(1).optional(),
    ATELIER_DEVICE: z
      .enum(DEVICE_CHOICES, { error: `must be one of ${DEVICE_CHOICES.join(', ')}` })
      .default('auto'),
    WORKER_NAME: z.string().trim().min(1).max(100).default(hostname()),
    WORKER_SLOTS: z.coerce
      .number({ error: SLOTS_RULE })
      .int(SLOTS_RULE)
      .min(1, SLOTS_RULE)
      .max(MOST_SLOTS, SLOTS_RULE)
      .default(1),
    /** How long a run stays a worker's that says nothing more. Longer where the way to the database halts at times. */
    WORKER_LEASE_SECONDS: z.coerce
      .number({ error: LEASE_RULE })
      .min(2, LEASE_RULE)
      .max(300, LEASE_RULE)
      .default(6),
    /** A port for this worker's metrics and health; without it there is none. */
    WORKER_METRICS_PORT: z.coerce
      .number({ error: 'must be a number from 0 to 65535' })
      .int('must be a whole number')
      .min(0, 'must be at least 0')
      .max(65_535, 'must be at most 65535')
      .optional(),
    WORKER_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    /** Where traces go (OTLP over HTTP), such as http://localhost:4318; without it none are made. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: 'must be an address such as http://localhost:4318' })
      .optional(),
    OTEL_SERVICE_NAME: z.string().min(1).default('atelier-worker'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((env, context) => {
    const storage = parseStorageAddress(env.ATELIER_STORAGE, env.ATELIER_DATA)
    if (isPooled(env.DATABASE_URL) && env.DATABASE_LISTEN_URL === undefined)
      context.addIssue({ code: 'custom', path: ['DATABASE_LISTEN_URL'], message: LISTEN_URL_RULE })
    if (storage) return { ...env, storage }
    const message = 'must be an address such as s3://bucket/prefix'
    context.addIssue({ code: 'custom', path: ['ATELIER_STORAGE'], message })
    return z.NEVER
  })

export type Env = z.output<typeof variables>

/** The one place where this process reads its environment. @throws Error naming each variable that is wrong. */
export function readEnv(environment: NodeJS.ProcessEnv): Env {
  const parsed = variables.safeParse(environment)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
}
