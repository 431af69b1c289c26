import { Bone } from '../ui/bone.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import classes from './run-list-skeleton.module.css'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The shape of the list while it is on its way. */
export function RunListSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="Runs" />
      <div className={classes.filters}>
        <Bone width={260} height={30} />
        <Bone width={110} height={30} />
      </div>
      {ROWS.map((row) => (
        <div key={row} className={classes.row}>
          <Bone width={16} height={16} />
          <Bone width={180} />
          <Bone width={120} />
          <Bone width={90} />
        </div>
      ))}
      <span className="visually-hidden" role="status">
        Loading the runs
      </span>
    </div>
  )
}
