'use client'

import { Button } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import classes from './copy-field.module.css'

const TOLD_MS = 2_000

type Props = { readonly label: string; readonly text: string }

/** One line to be taken elsewhere: a link, a key. */
export function CopyField({ label, text }: Props) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <div className={classes.field}>
      <input
        ref={field}
        className={classes.text}
        aria-label={label}
        readOnly
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={text} what={label} />
    </div>
  )
}

/** Lines of a program or of a terminal, to be taken elsewhere. */
export function CopyCode({ label, text }: Props) {
  return (
    <div className={classes.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.lines} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <CopyButton text={text} what={label} />
    </div>
  )
}

/** Takes a text elsewhere; it says for a moment that it was copied. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), TOLD_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? Check : Copy
  return (
    <Button
      className={classes.copy ?? ''}
      variant="subtle"
      color="gray"
      size="compact-xs"
      h={28}
      leftSection={<Icon size={13} aria-hidden="true" />}
      aria-label={`Copy: ${what}`}
      onClick={() => void copy(text).then(setCopied)}
    >
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </Button>
  )
}

/** Browsers give a page the clipboard over HTTPS and on this machine only; elsewhere the old way still works. */
async function copy(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return copyBySelection(text)
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text),
  )
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  // Inside a dialog, whose focus trap would take the selection away from anywhere else.
  const place = document.activeElement?.parentElement ?? document.body
  place.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}
