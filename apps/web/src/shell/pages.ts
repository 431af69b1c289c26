import {
  BookOpen,
  Braces,
  Database,
  GitCompareArrows,
  Globe,
  KeyRound,
  List,
  type LucideIcon,
  Plus,
  Server,
  Settings,
  Users,
} from 'lucide-react'
import type { Viewer } from '../viewer/viewer.ts'

type Role = Viewer['role']

type PageLink = {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  /** Whether the rail leads there; the account menu and the command palette lead to the others. */
  readonly inRail: boolean
  /** Who finds anything to do there. */
  readonly roles: readonly Role[]
  /** Whether it is about people, of whom there are none without sign-in. */
  readonly people?: true
}

const everybody: readonly Role[] = ['OWNER', 'MEMBER', 'VIEWER']

const pageLinks: readonly PageLink[] = [
  { href: '/', label: 'Runs', icon: List, inRail: true, roles: everybody },
  { href: '/runs/new', label: 'New run', icon: Plus, inRail: true, roles: ['OWNER', 'MEMBER'] },
  { href: '/compare', label: 'Compare', icon: GitCompareArrows, inRail: true, roles: everybody },
  { href: '/datasets', label: 'Data sets', icon: Database, inRail: true, roles: everybody },
  { href: '/workers', label: 'Workers', icon: Server, inRail: true, roles: everybody },
  { href: '/settings', label: 'Settings', icon: Settings, inRail: false, roles: everybody },
  { href: '/guide', label: 'Guide', icon: BookOpen, inRail: false, roles: everybody },
  { href: '/members', label: 'Members', icon: Users, inRail: false, roles: everybody, people: true },
  { href: '/keys', label: 'API keys', icon: KeyRound, inRail: false, roles: everybody },
  { href: '/links', label: 'Public links', icon: Globe, inRail: false, roles: ['OWNER', 'MEMBER'] },
  { href: '/explorer', label: 'API explorer', icon: Braces, inRail: false, roles: everybody },
]

/** What the rail, the phone's bar, the account menu and the command palette lead this person to. */
export const pagesFor = (viewer: Viewer | null): readonly PageLink[] =>
  pageLinks.filter(
    ({ roles, people }) => viewer !== null && roles.includes(viewer.role) && !(people && viewer.open),
  )

/** Which of them a path belongs to: a run belongs to the runs. */
export const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' || (path.startsWith('/runs/') && path !== '/runs/new') : path.startsWith(href)
