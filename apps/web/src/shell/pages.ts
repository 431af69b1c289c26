import { Database, List, type LucideIcon, Plus, Server } from 'lucide-react'

type PageLink = { readonly href: string; readonly label: string; readonly icon: LucideIcon }

/** What the rail, the phone's bar and the command palette lead to. */
export const pageLinks: readonly PageLink[] = [
  { href: '/', label: 'Runs', icon: List },
  { href: '/runs/new', label: 'New run', icon: Plus },
  { href: '/datasets', label: 'Data sets', icon: Database },
  { href: '/workers', label: 'Workers', icon: Server },
]

/** Which of them a path belongs to: a run belongs to the runs. */
export const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' || (path.startsWith('/runs/') && path !== '/runs/new') : path.startsWith(href)
