'use client'

import { LockOpen } from 'lucide-react'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import { roleNames, type Viewer } from '../viewer/viewer.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import classes from './account-menu.module.css'

const AccountItems = later(() => import('./account-items.tsx').then((module) => module.AccountItems))

/** Who is signed in, as what, and the pages about it. Where sign-in is off, it says so. */
export function AccountMenu() {
  const viewer = useViewer()
  const { button, place } = useOpener('menu')
  if (!viewer) return null
  return (
    <>
      <button type="button" {...button} className={classes.account} title={titleOf(viewer)}>
        {viewer.open ? <OpenFace /> : <Face viewer={viewer} />}
      </button>
      <AccountItems {...place} viewer={viewer} />
    </>
  )
}

const titleOf = (viewer: Viewer): string =>
  viewer.open
    ? 'Open: no sign-in, this machine only'
    : `${viewer.user.name}, ${roleNames[viewer.role].toLowerCase()}`

function Face({ viewer }: { readonly viewer: Viewer }) {
  return (
    <>
      <span className={classes.initial} aria-hidden="true">
        {[...viewer.user.name.trim()][0]?.toUpperCase()}
      </span>
      <span className={classes.who}>
        <span>{viewer.user.name}</span>
        <span className={classes.role}>{roleNames[viewer.role]}</span>
      </span>
    </>
  )
}

function OpenFace() {
  return (
    <>
      <span className={classes.initial} data-open aria-hidden="true">
        <LockOpen size={13} />
      </span>
      <span className={classes.who}>
        <span>Open</span>
        <span className={`${classes.role} ${classes.open}`}>No sign-in, this machine only</span>
      </span>
    </>
  )
}
