'use client'

import { DownloadMenu } from '../charts/download-menu.tsx'
import type { MatrixDownload } from './download-matrix.ts'

/** Downloads the matrix of the section or figure that it stands in. */
export function MatrixMenu(download: MatrixDownload) {
  return (
    <DownloadMenu
      what={`${download.what.toLowerCase()} of ${download.owner}`}
      onSave={async (format, button) => {
        const cell = button.closest('figure, section')?.querySelector('[data-cell]') ?? button
        const { downloadMatrix } = await import('./download-matrix.ts')
        await downloadMatrix(download, cell, format)
      }}
    />
  )
}
