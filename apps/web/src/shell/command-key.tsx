'use client'

import { useHotkeys } from '@mantine/hooks'
import dynamic from 'next/dynamic'
import { useState } from 'react'

/** Its code comes with the first press. */
const Commands = dynamic(() => import('./commands.tsx').then((module) => module.Commands), { ssr: false })

/** Ctrl-K opens the commands; from the first press on they hear it themselves. */
export function CommandKey() {
  const [asked, setAsked] = useState(false)
  useHotkeys([['mod+K', () => setAsked(true)]])
  return asked ? <Commands /> : null
}
