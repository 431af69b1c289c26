'use client'

import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Check, Link2 } from 'lucide-react'

/** The address holds the whole comparison: whoever opens it sees the same. */
export function CopyLink() {
  const { copied, copy } = useClipboard({ timeout: 2000 })
  return (
    <Button
      variant="default"
      leftSection={copied ? <Check size={14} aria-hidden="true" /> : <Link2 size={14} aria-hidden="true" />}
      onClick={() => copy(window.location.href)}
    >
      {copied ? 'Copied' : 'Copy link'}
    </Button>
  )
}
