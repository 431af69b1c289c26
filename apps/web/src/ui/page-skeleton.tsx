import { Bone } from './bone.tsx'
import classes from './page-skeleton.module.css'

const ROWS = ['a', 'b', 'c', 'd', 'e']

/** Rows on their way, below a header that is there already. */
export function PageSkeleton({ label }: { readonly label: string }) {
  return (
    <div className={classes.rows} aria-busy="true">
      {ROWS.map((row) => (
        <Bone key={row} height={20} />
      ))}
      <span className="visually-hidden" role="status">
        {label}
      </span>
    </div>
  )
}
