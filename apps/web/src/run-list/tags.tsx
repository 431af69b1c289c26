import classes from './run-table.module.css'

/** A run's tags in one line, all of them on hover. */
export function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <span className={classes.tags} title={tags.join(', ')}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
    </span>
  )
}
