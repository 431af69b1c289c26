export type Page = { readonly url: URL; readonly status: number; readonly text: string }

/** As much of a browser as sign-in needs: it keeps cookies, follows redirects, and sends forms. */
export class Browser {
  readonly #cookies = new Map<string, string>()
  /** Every address that it was at. */
  readonly visited: string[] = []
  /** Where it is not led to: it stops in front of addresses with that path. */
  shut: string | undefined

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async open(address: string | URL, form?: Readonly<Record<string, string>>): Promise<Page> {
    const url = new URL(address)
    this.visited.push(url.href)
    if (this.visited.length > 60) throw new Error(`led in a circle: ${this.visited.slice(-6).join(' ')}`)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: this.cookie, ...(form && { origin: url.origin }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const set of response.headers.getSetCookie()) this.#keep(set)
    const location = response.headers.get('location')
    const text = await response.text()
    const onward = location ?? /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]
    if (onward === undefined) return { url, status: response.status, text }
    const next = new URL(unescaped(onward), url)
    if (this.shut !== undefined && next.pathname.startsWith(this.shut))
      return { url: next, status: 0, text: '' }
    return this.open(next)
  }

  #keep(set: string): void {
    const [pair = '', ...attributes] = set.split(/; */)
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    if (value === '' || attributes.some((attribute) => /^max-age=0$/i.test(attribute)))
      this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

/** The address of the link with that text. */
export function linkOf({ text, url }: Page, label: string): string {
  const href = [...text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].find(
    (link) => link[2] === label,
  )?.[1]
  if (href === undefined) throw new Error(`${url.href} has no link "${label}":\n${text}`)
  return new URL(unescaped(href), url).href
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&')
