import { Bone } from '../ui/bone.tsx'
import classes from './run-skeleton.module.css'

/** The shape of the run page while it is on its way. */
export function RunSkeleton() {
  return (
    <div aria-busy="true">
      <div className={classes.header}>
        <Bone width={180} height={18} />
        <Bone width={220} />
      </div>
      <div className={classes.columns}>
        <div className={classes.main}>
          <Bone width={260} />
          <Bone height={220} />
          <Bone height={220} />
        </div>
        <div className={classes.side}>
          <Bone height={56} />
          <Bone height={360} />
        </div>
      </div>
      <span className="visually-hidden" role="status">
        Loading the run
      </span>
    </div>
  )
}
