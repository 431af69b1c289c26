'use client'

import { ModalsProvider, modals } from '@mantine/modals'
import { Notifications, notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { overlays } from '../ui/overlays.ts'
import classes from './shell.module.css'

type Props = { readonly opened: boolean }

/** Where dialogs and notices appear. */
export function MountedOverlays(_: Props) {
  return (
    <>
      <ModalsProvider>
        <Mounted />
      </ModalsProvider>
      <Notifications
        position="bottom-right"
        transitionDuration={140}
        classNames={{ root: classes.toasts ?? '' }}
      />
    </>
  )
}

/** Its effects come after those by which the provider begins to listen. */
function Mounted() {
  useEffect(() => overlays.mounted({ modals, notifications }), [])
  return null
}
