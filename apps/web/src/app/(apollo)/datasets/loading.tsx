import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'

export default function Loading() {
  return (
    <>
      <PageHeader title="Data sets" />
      <PageSkeleton label="Loading the data sets" />
    </>
  )
}
