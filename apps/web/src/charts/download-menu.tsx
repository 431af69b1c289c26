'use client'

import { ActionIcon, Menu } from '@mantine/core'
import { Download as DownloadIcon } from 'lucide-react'
import { useRef } from 'react'
import type { Format } from './save-picture.ts'

const formats: readonly Format[] = ['PNG', 'SVG', 'CSV']

type Props = {
  /** What is downloaded, within a sentence. */
  readonly what: string
  /** `button`: what was pressed, from which the chart is found. */
  readonly onSave: (format: Format, button: Element) => Promise<unknown>
}

/** Downloads something as a picture or as a table. */
export function DownloadMenu({ what, onSave }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon ref={button} aria-label={`Download ${what}`} title="Download">
          <DownloadIcon size={14} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => button.current && void onSave(format, button.current)}>
            {format}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
