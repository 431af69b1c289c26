import { Bone } from '../ui/bone.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import classes from './launch-skeleton.module.css'

/** The shape of the launch page while it is on its way. */
export function LaunchSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="New run" />
      <div className={classes.columns}>
        <div className={classes.fields}>
          <Bone width={240} height={30} />
          <Bone height={84} />
          <Bone height={30} />
          <Bone height={96} />
          <Bone height={30} />
        </div>
        <div className={classes.fields}>
          <Bone height={44} />
          <Bone height={300} />
        </div>
      </div>
      <span className="visually-hidden" role="status">
        Loading the form
      </span>
    </div>
  )
}
