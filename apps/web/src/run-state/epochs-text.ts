/** `7/50`, or `7` for a run whose plan nobody told: a script need not. */
export const epochsText = ({
  epochsCompleted,
  epochsPlanned,
}: {
  readonly epochsCompleted: number
  readonly epochsPlanned: number
}): string => (epochsPlanned > 0 ? `${epochsCompleted}/${epochsPlanned}` : String(epochsCompleted))
