import { directions, type RunListOrder, type RunPosition, runOrders } from '@atelier/db'
import { z } from 'zod'
import { badInput } from './paging.ts'

const runCursor = z.tuple([
  z.enum(runOrders),
  z.enum(directions),
  z.string().nullable(),
  z.uuid(),
  /** The metric or parameter, and which value of it. */
  z.array(z.string()),
])

const subject = (order: RunListOrder): string[] => {
  if (order.by === 'METRIC') return [order.metric, order.statistic]
  return order.by === 'PARAMETER' ? [order.parameter] : []
}

export const encodeRunCursor = (order: RunListOrder, { value, id }: RunPosition): string =>
  Buffer.from(JSON.stringify([order.by, order.direction, value, id, subject(order)])).toString('base64url')

/** The position in a cursor. @throws GraphQLError BAD_USER_INPUT when it is none, or of a list in another order */
export function decodeRunCursor(cursor: string, order: RunListOrder): RunPosition {
  const [by, direction, value, id, of] = parseCursor(cursor)
  const was = [by, direction, ...of].join(' ')
  const is = [order.by, order.direction, ...subject(order)].join(' ')
  if (was !== is) throw badInput(`after: this cursor is of a list ordered by ${was}, not by ${is}.`)
  if (value !== null && !readable[by](value)) throw notOurs()
  return { value, id }
}

const isNumber = z.union([z.literal(['Infinity', '-Infinity']), z.string().regex(/^-?\d/)])
/** What PostgreSQL would refuse as a value of the order. */
const readable: Readonly<Record<RunListOrder['by'], (value: string) => boolean>> = {
  CREATED_AT: (value) => !Number.isNaN(Date.parse(value)),
  NAME: (value) => !value.includes('\0'),
  STATUS: (value) => /^(QUEUED|RUNNING|PAUSED|COMPLETED|FAILED|STOPPED)$/.test(value),
  METRIC: (value) => isNumber.safeParse(value).success && !Number.isNaN(Number(value)),
  PARAMETER: (value) => isJson(value),
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

function parseCursor(cursor: string): z.output<typeof runCursor> {
  try {
    return runCursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw notOurs()
  }
}

const notOurs = () => badInput('after: this is not a cursor that this server gave out.')
