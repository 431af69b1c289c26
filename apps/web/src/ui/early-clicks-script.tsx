/** The window is told so when React listens, with a `Press` as detail. */
export const HYDRATED = 'atelier-hydrated'

/** Clicks on a button that was clicked before. */
export type Press = (button: HTMLElement) => void

/**
 * For the head of a page: a click on a button counts although the page's code is still on its way, as a link's does.
 * Several clicks on the same button count as one. `EarlyClicks` does them.
 */
export function EarlyClicksScript({ nonce }: { readonly nonce: string | undefined }) {
  const script = `(${keepClicks})(${JSON.stringify(HYDRATED)})`
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own code, which must run before any file of it is here.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script }} />
}

/** Sent as its own text, hence it knows nothing around it. */
function keepClicks(hydrated: string) {
  const clicked = new Set<HTMLElement>()
  const keep = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return
    // What is ticked in a form is kept by its element, and read with the rest of the form.
    const button = event.target.closest<HTMLElement>(
      'button, [type=checkbox]:not(form *), [type=radio]:not(form *)',
    )
    if (!button) return
    event.preventDefault()
    event.stopImmediatePropagation()
    clicked.add(button)
  }
  const handOver = (event: CustomEventInit<Press>) => {
    window.removeEventListener('click', keep, true)
    for (const button of clicked) event.detail?.(button)
  }
  window.addEventListener('click', keep, true)
  window.addEventListener(hydrated, handOver, { once: true })
}
