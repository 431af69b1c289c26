'use client'

import { ActionIcon, Menu } from '@mantine/core'
import { Download as DownloadIcon } from 'lucide-react'
import { useRef } from 'react'
import type { Download, Format } from './download-chart.ts'

const formats: readonly Format[] = ['PNG', 'SVG', 'CSV']

/** Downloads the chart of the figure that it stands in. */
export function ChartMenu(download: Download) {
  const button = useRef<HTMLButtonElement>(null)
  const save = async (format: Format) => {
    const svg = button.current?.closest('figure')?.querySelector('svg.recharts-surface')
    if (!(svg instanceof SVGSVGElement)) return
    const { downloadChart } = await import('./download-chart.ts')
    await downloadChart(svg, download, format)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon ref={button} aria-label={`Download ${download.chart.toLowerCase()}`} title="Download">
          <DownloadIcon size={14} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {format}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
