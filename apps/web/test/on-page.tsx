import { MantineProvider } from '@mantine/core'
import { configure, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { theme } from '../src/theme/theme.ts'

// What opens over a page imports its code first, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

/** What jsdom has not and Mantine asks for; nobody asks for less motion. */
function completeBrowser(): void {
  window.matchMedia ??= (media) =>
    Object.assign(new EventTarget(), {
      ...{ matches: false, media, onchange: null },
      ...{ addListener: () => undefined, removeListener: () => undefined },
    })
  window.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
}

/** Renders a part of a page as the pages have it around them. */
export function renderOnPage(part: ReactElement) {
  completeBrowser()
  return render(part, {
    wrapper: ({ children }) => <MantineProvider theme={theme}>{children}</MantineProvider>,
  })
}
