import { createParser } from 'nuqs/server'
import { formatZoom, parseZoom } from './zoom.ts'

/** The stretch of the x axis that the curves show, as an address keeps it; without one all of it. */
export const parseAsZoom = createParser({
  parse: parseZoom,
  serialize: formatZoom,
  eq: (one, other) => one.from === other.from && one.to === other.to,
})
