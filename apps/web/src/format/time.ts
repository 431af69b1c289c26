const SPACE = '\u00a0'
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A span in its two largest units: `4.9 s`, `42 s`, `3 m 12 s`, `1 h 04 m`, `2 d 03 h`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)}${SPACE}s`
  const whole = Math.round(seconds)
  if (whole < MINUTE) return `${whole}${SPACE}s`
  if (whole < HOUR) return pair(whole, MINUTE, 'm', 1, 's')
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'm')
  return pair(whole, DAY, 'd', HOUR, 'h')
}

function pair(whole: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((whole % large) / small)
  return [`${Math.floor(whole / large)}`, largeUnit, String(rest).padStart(2, '0'), smallUnit].join(SPACE)
}

/** For an estimate, which seconds would only make restless: `about 4 min`, `under a minute`. */
export function roughly(seconds: number): string {
  if (seconds < 50) return 'under a minute'
  if (seconds < HOUR) return `about ${Math.max(1, Math.round(seconds / MINUTE))} min`
  const hours = seconds / HOUR
  return `about ${hours < 10 ? (Math.round(hours * 2) / 2).toString() : Math.round(hours)} h`
}

const sameYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** How long ago, both in milliseconds since 1970: `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function age(then: number, now: number): string {
  const seconds = (now - then) / 1000
  if (seconds < 45) return 'just now'
  if (seconds < HOUR) return `${Math.max(1, Math.round(seconds / MINUTE))} min ago`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`
  if (seconds < 7 * DAY) return `${Math.floor(seconds / DAY)} d ago`
  const date = new Date(then)
  return (date.getFullYear() === new Date(now).getFullYear() ? sameYear : otherYear).format(date)
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** The exact moment in the person's own time zone: `24 Nov 2025, 23:18:05`. */
export const exactTime = (iso: string): string => exact.format(new Date(iso))
