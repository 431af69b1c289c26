import classes from './progress-bar.module.css'

type Props = {
  /** From 0 to 1. */
  readonly share: number
  readonly label: string
  /** Amber while nothing moves; grey and thin for a part of what another bar shows. */
  readonly tone?: 'running' | 'paused' | 'part'
}

export function ProgressBar({ share, label, tone = 'running' }: Props) {
  const percent = Math.min(100, Math.max(0, share * 100))
  return (
    <span
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
      data-tone={tone}
    >
      <span className={classes.fill} style={{ width: `${percent}%` }} />
    </span>
  )
}
