/** What the tab's icon says: how far the training is, or how it ended while nobody looked. */
export type TabSign = { readonly share: number } | 'COMPLETED' | 'FAILED'

const RADIUS = 12
const AROUND = 2 * Math.PI * RADIUS
/** Steps of the ring: a browser draws no finer icon, and need not be asked more often. */
const STEPS = 50

/** The icon as an address. It stands still: nothing in a tab moves by itself. */
export function tabIcon(sign: TabSign): string {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-linecap="round" stroke-width="5">${drawingOf(sign)}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`
}

function drawingOf(sign: TabSign): string {
  if (sign === 'COMPLETED')
    return '<circle cx="16" cy="16" r="16" fill="#14753f"/><path d="m9 16.5 5 5 9-11" stroke="#fff" stroke-width="4"/>'
  if (sign === 'FAILED')
    return '<circle cx="16" cy="16" r="16" fill="#c0271f"/><path d="m10.5 10.5 11 11m0-11-11 11" stroke="#fff" stroke-width="4"/>'
  const done = Math.round(Math.min(1, Math.max(0.02, sign.share)) * STEPS) / STEPS
  return `<circle cx="16" cy="16" r="${RADIUS}" stroke="#93abe2" stroke-opacity=".45"/><circle cx="16" cy="16" r="${RADIUS}" stroke="#3f66c0" stroke-dasharray="${(done * AROUND).toFixed(1)} ${AROUND.toFixed(1)}" transform="rotate(-90 16 16)"/>`
}

const ID = 'tab-sign'

/** Puts a sign in the place of the house's icon, or gives it back. */
export function showTabIcon(sign: TabSign | null): void {
  const there = document.getElementById(ID)
  if (sign === null) {
    there?.remove()
    return
  }
  const href = tabIcon(sign)
  if (there instanceof HTMLLinkElement) {
    if (there.href !== href) there.href = href
    return
  }
  const link = Object.assign(document.createElement('link'), {
    id: ID,
    rel: 'icon',
    type: 'image/svg+xml',
    href,
  })
  // The last one holds.
  document.head.append(link)
}
