/** A series as it stands in this transaction, under the lock of its run's row. */
export type LockedSeries = {
  readonly id: number
  readonly runId: string
  readonly name: string
  /** Grows as points are added within the transaction. */
  lastStep: number | null
  /** Points that it has; as it was when the transaction began. */
  readonly count: number
  readonly bucketed: boolean
}

/** Points of one series, in columns; `at` in milliseconds since 1970. A step comes once. */
export type SeriesPoints = {
  readonly series: LockedSeries
  readonly steps: readonly number[]
  readonly values: readonly number[]
  readonly at: readonly number[]
}
