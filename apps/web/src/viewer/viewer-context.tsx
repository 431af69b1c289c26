'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { Viewer } from './viewer.ts'

const Current = createContext<Viewer | null>(null)

type Props = { readonly viewer: Viewer | null; readonly children: ReactNode }

/** Tells every component who looks at the page. */
export const ViewerProvider = ({ viewer, children }: Props) => <Current value={viewer}>{children}</Current>

/** Who looks at the page; null on the pages in front of the door. */
export const useViewer = (): Viewer | null => useContext(Current)

/** Whether they may launch, edit, stop and delete. The server refuses in any case; this spares them the attempt. */
export const useMayWrite = (): boolean => {
  const viewer = useViewer()
  return viewer !== null && viewer.role !== 'VIEWER'
}
