'use client'

import { Menu } from '@mantine/core'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import type { Format } from './save-picture.ts'

const formats: readonly Format[] = ['PNG', 'SVG', 'CSV']

type Props = Place & { readonly onChoose: (format: Format) => unknown }

/** The formats that a chart or a matrix may be downloaded in. */
export function DownloadItems({ onChoose, ...place }: Props) {
  return (
    <PlacedMenu {...place} position="bottom-end">
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => onChoose(format)}>
            {format}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </PlacedMenu>
  )
}
