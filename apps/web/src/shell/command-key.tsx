'use client'

import { useHotkeys } from '@mantine/hooks'
import { useState } from 'react'
import { withApollo } from '../apollo/with-apollo.tsx'
import { later } from '../ui/later.tsx'

const Commands = later(withApollo(() => import('./commands.tsx').then((module) => module.Commands)))

/** Ctrl-K opens the commands; from the first press on they hear it themselves. */
export function CommandKey() {
  const [asked, setAsked] = useState(false)
  useHotkeys([['mod+K', () => setAsked(true)]])
  return <Commands opened={asked} />
}
