'use client'

import { useEffect } from 'react'

const MARK = /^\d+\u00a0?\s?% · /u

/** Puts a few characters before the title of whatever page is shown, also after going to another. */
export function useTitlePrefix(prefix: string | null): void {
  useEffect(() => {
    const apply = () => {
      const bare = document.title.replace(MARK, '')
      const wanted = prefix === null ? bare : `${prefix} · ${bare}`
      if (document.title !== wanted) document.title = wanted
    }
    apply()
    if (prefix === null) return
    // The router writes the title of the next page when it is there.
    const watching = new MutationObserver(apply)
    watching.observe(document.head, { childList: true, characterData: true, subtree: true })
    return () => watching.disconnect()
  }, [prefix])
}
