'use client'

import { Menu } from '@mantine/core'
import { LogOut } from 'lucide-react'
import Link from 'next/link'
import { pagesFor } from '../shell/pages.ts'
import { notices } from '../ui/overlays.ts'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import type { Viewer } from '../viewer/viewer.ts'
import classes from './account-menu.module.css'
import { askAuth } from './ask-auth.ts'

/** Who is signed in, the pages about it, and the way out. */
export function AccountItems({ viewer, ...place }: Place & { readonly viewer: Viewer }) {
  return (
    <PlacedMenu {...place} position="top-start" width={208}>
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
    </PlacedMenu>
  )
}

/** Then the page starts anew: nothing that this person was shown stays in it. */
async function signOut() {
  const outcome = await askAuth('/sign-out')
  if (outcome.ok) window.location.assign(outcome.url ?? '/sign-in')
  else notices.show({ color: 'red', title: 'You are still signed in', message: outcome.message })
}
