'use client'

import type { Download } from './download-chart.ts'
import { DownloadMenu } from './download-menu.tsx'

/** Downloads the chart of the figure that it stands in. */
export function ChartMenu(download: Download) {
  return (
    <DownloadMenu
      what={download.chart.toLowerCase()}
      onSave={async (format, button) => {
        const svg = button.closest('figure')?.querySelector('svg.recharts-surface')
        if (!(svg instanceof SVGSVGElement)) return
        const { downloadChart } = await import('./download-chart.ts')
        await downloadChart(svg, download, format)
      }}
    />
  )
}
