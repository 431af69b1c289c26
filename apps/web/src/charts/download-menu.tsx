'use client'

import { ActionIcon } from '@mantine/core'
import { Download as DownloadIcon } from 'lucide-react'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import type { Format } from './save-picture.ts'

const DownloadItems = later(() => import('./download-items.tsx').then((module) => module.DownloadItems))

type Props = {
  /** What is downloaded, within a sentence. */
  readonly what: string
  /** `button`: what was pressed, from which the chart is found. */
  readonly onSave: (format: Format, button: Element) => Promise<unknown>
}

/** Downloads something as a picture or as a table. */
export function DownloadMenu({ what, onSave }: Props) {
  const { button, place } = useOpener('menu')
  const save = (format: Format) => place.anchor.current && void onSave(format, place.anchor.current)
  return (
    <>
      <ActionIcon {...button} aria-label={`Download ${what}`} title="Download">
        <DownloadIcon size={14} aria-hidden="true" />
      </ActionIcon>
      <DownloadItems {...place} onChoose={save} />
    </>
  )
}
