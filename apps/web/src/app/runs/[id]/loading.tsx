import { RunSkeleton } from '../../../run/run-skeleton.tsx'

export default function Loading() {
  return <RunSkeleton />
}
