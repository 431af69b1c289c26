'use client'

import { useLinkStatus } from 'next/link'
import classes from './pending-mark.module.css'

/** Within a link: a quiet sign while the page that it leads to is on its way, for whoever waits longer than a blink. */
export function PendingMark() {
  const { pending } = useLinkStatus()
  return pending ? <i className={classes.mark} aria-hidden="true" /> : null
}
