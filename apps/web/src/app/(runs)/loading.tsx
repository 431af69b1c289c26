import { RunListSkeleton } from '../../run-list/run-list-skeleton.tsx'

export default function Loading() {
  return <RunListSkeleton />
}
