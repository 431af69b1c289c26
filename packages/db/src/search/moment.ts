const MINUTE_MS = 60_000
const units: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
  w: 7 * 24 * 60 * MINUTE_MS,
}

/** The day in UTC that `2026-01-31` names; undefined when it names none. */
export function dayOf(text: string): { readonly start: Date; readonly end: Date } | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const start = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(text)) return undefined
  const end = new Date(start.getTime() + 24 * 60 * MINUTE_MS)
  return isKept(start) && isKept(end) ? { start, end } : undefined
}

/** The moment so long ago (`7d`, `12h`, `30m`, `2w`), or that of an ISO 8601 time. */
export function momentOf(text: string, now: Date): Date | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text) ?? []
  const ago = units[unit]
  if (count !== undefined && ago !== undefined) return kept(new Date(now.getTime() - Number(count) * ago))
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined
  return kept(new Date(text))
}

const kept = (moment: Date): Date | undefined => (isKept(moment) ? moment : undefined)

/** Moments that PostgreSQL reads from ISO 8601. */
const isKept = (moment: Date): boolean => {
  const year = moment.getUTCFullYear()
  return year >= 1 && year <= 9999
}
