import type { Metadata } from 'next'
import { ExplorerOnPage } from '../../../explorer/explorer-on-page.tsx'

export const metadata: Metadata = { title: 'API explorer' }

export default function ExplorerPage() {
  return <ExplorerOnPage />
}
