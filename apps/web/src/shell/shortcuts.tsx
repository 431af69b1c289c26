'use client'

import { Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useRouter } from 'next/navigation'
import { Fragment } from 'react'
import { dialogs } from '../ui/overlays.ts'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import classes from './shortcuts.module.css'

const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'Search the runs' },
  { keys: ['n'], does: 'New run' },
  { keys: ['Ctrl', 'K'], does: 'Commands' },
  { keys: ['j', 'k'], does: 'Next and previous row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['x'], does: 'Choose the row' },
  { keys: ['Shift', 'x'], does: 'Choose all rows from the one before' },
  { keys: ['Alt', '← →'], does: 'Move the column whose header has the focus' },
  { keys: ['Shift', '← →'], does: 'Make it narrower or wider' },
  { keys: ['[', ']'], does: 'Confusion matrix: epoch before and after' },
  { keys: ['p'], does: 'Confusion matrix: play through the epochs, pause' },
  { keys: ['+', '-'], does: 'Curves: zoom in and out' },
  { keys: ['Esc'], does: 'Curves: all epochs again' },
  { keys: ['?'], does: 'This list' },
]

/** Shows what the keyboard can do. */
export const openShortcuts = () =>
  dialogs.open({
    modalId: 'shortcuts',
    title: 'Keyboard shortcuts',
    children: (
      <dl className={classes.list}>
        {shortcuts.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    ),
  })

/** Shortcuts that work on every page. Fields keep their keys: the hook ignores what is typed into them. */
export function Shortcuts() {
  const router = useRouter()
  const mayWrite = useMayWrite()
  const search = () => {
    const field = document.querySelector<HTMLInputElement>('input[type="search"]')
    if (field) field.focus()
    else router.push('/#search')
  }
  useHotkeys([
    ['/', search],
    ['shift+/', search],
    ['n', () => mayWrite && router.push('/runs/new')],
    ['shift+?', openShortcuts],
  ])
  return null
}
