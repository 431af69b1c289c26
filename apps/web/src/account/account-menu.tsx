'use client'

import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { LockOpen, LogOut } from 'lucide-react'
import Link from 'next/link'
import { pagesFor } from '../shell/pages.ts'
import { roleNames, type Viewer } from '../viewer/viewer.ts'
import { useViewer } from '../viewer/viewer-context.tsx'
import classes from './account-menu.module.css'
import { askAuth } from './ask-auth.ts'

/** Who is signed in, as what, and the pages about it. Where sign-in is off, it says so. */
export function AccountMenu() {
  const viewer = useViewer()
  if (!viewer) return null
  return (
    <Menu position="top-start" width={208}>
      <Menu.Target>
        <button type="button" className={classes.account} title={titleOf(viewer)}>
          {viewer.open ? <OpenFace /> : <Face viewer={viewer} />}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.card}>
          {viewer.open ? (
            <>
              <strong>Sign-in is off</strong>
              Whoever uses this machine may do everything; nobody else is let in.
            </>
          ) : (
            <>
              <strong>{viewer.user.name}</strong>
              {viewer.user.email}
            </>
          )}
        </div>
        <Menu.Divider />
        {pagesFor(viewer)
          .filter((page) => !page.inRail)
          .map(({ href, label, icon: Icon }) => (
            <Menu.Item key={href} component={Link} href={href} leftSection={<Icon size={15} />}>
              {label}
            </Menu.Item>
          ))}
        {!viewer.open && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<LogOut size={15} />} onClick={() => void signOut()}>
              Sign out
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
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

/** Then the page starts anew: nothing that this person was shown stays in it. */
async function signOut() {
  const outcome = await askAuth('/sign-out')
  if (outcome.ok) window.location.assign(outcome.url ?? '/sign-in')
  else notifications.show({ color: 'red', title: 'You are still signed in', message: outcome.message })
}
