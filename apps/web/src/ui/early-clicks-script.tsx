/** Who is asked what becomes of a click on a button of the page as it came. */
export type Listener = {
  /** @returns whether the click may go on: the button is heard */
  hears(button: HTMLElement): boolean
  /** Clicks on the button once it is heard. */
  clickLater(button: HTMLElement): void
}

/** The window is told so when React listens, with a `Listener`. */
export const HYDRATED = 'atelier-hydrated'

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
  // What is ticked in a form is kept by its element, and read with the rest of the form.
  const buttons = 'button, [type=checkbox]:not(form *), [type=radio]:not(form *)'
  // Those of the page as it came that are not known to be heard: what React makes itself, it hears.
  const early = new WeakSet<Element>()
  const kept = new Set<HTMLElement>()
  let listener: Listener | undefined
  const note = () => {
    for (const button of document.querySelectorAll(buttons)) early.add(button)
  }
  const keep = (event: MouseEvent) => {
    const button = event.target instanceof Element && event.target.closest<HTMLElement>(buttons)
    if (!button || (listener && !early.has(button))) return
    if (listener?.hears(button)) return void early.delete(button)
    event.preventDefault()
    event.stopImmediatePropagation()
    if (listener) listener.clickLater(button)
    else kept.add(button)
  }
  const handOver = (event: CustomEventInit<Listener>) => {
    // What streams in later is as early.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', note)
    note()
    listener = event.detail
    for (const button of kept) listener?.clickLater(button)
  }
  window.addEventListener('click', keep, true)
  window.addEventListener(hydrated, handOver, { once: true })
}
