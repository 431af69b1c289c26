import { LaunchSkeleton } from '../../../../launch/launch-skeleton.tsx'

export default function Loading() {
  return <LaunchSkeleton />
}
