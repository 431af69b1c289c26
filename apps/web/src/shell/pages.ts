import { Braces, Database, List, type LucideIcon, Plus, Server } from 'lucide-react'

type PageLink = {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  /** Whether the rail leads there; the account menu and the command palette lead to the others. */
  readonly inRail: boolean
  /** Whether the page is there to change something, and so is nothing for somebody who may only look. */
  readonly changes: boolean
}

/** What the rail, the phone's bar, the account menu and the command palette lead to. */
export const pageLinks: readonly PageLink[] = [
  { href: '/', label: 'Runs', icon: List, inRail: true, changes: false },
  { href: '/runs/new', label: 'New run', icon: Plus, inRail: true, changes: true },
  { href: '/datasets', label: 'Data sets', icon: Database, inRail: true, changes: false },
  { href: '/workers', label: 'Workers', icon: Server, inRail: true, changes: false },
  { href: '/explorer', label: 'API explorer', icon: Braces, inRail: false, changes: false },
]

/** Which of them a path belongs to: a run belongs to the runs. */
export const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' || (path.startsWith('/runs/') && path !== '/runs/new') : path.startsWith(href)
