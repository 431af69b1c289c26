/** Where a checkpoint stands, as its name tells. */
export type CheckpointPlace = {
  readonly epoch: number
  /** Steps done in the epoch; null at its end. */
  readonly step: number | null
}

const digits = (value: number, length: number): string => String(value).padStart(length, '0')

/** `epoch-0007.safetensors` at the end of an epoch, `step-0007-00000123.safetensors` within it. */
export const checkpointName = ({ epoch, step }: CheckpointPlace): string =>
  step === null
    ? `epoch-${digits(epoch, 4)}.safetensors`
    : `step-${digits(epoch, 4)}-${digits(step, 8)}.safetensors`

const NAME = /^(?:epoch-(\d{4,})|step-(\d{4,})-(\d{8,}))\.safetensors$/

/** What a name says; null where it is no checkpoint's. */
export function placeOf(name: string): CheckpointPlace | null {
  const [match, ended, running, step] = NAME.exec(name) ?? []
  if (match === undefined) return null
  return { epoch: Number(ended ?? running), step: ended === undefined ? Number(step) : null }
}

/** Order for `sort`: the end of an epoch comes before what was saved within it. */
export const newestFirst = (a: CheckpointPlace, b: CheckpointPlace): number =>
  b.epoch - a.epoch || (b.step ?? Number.POSITIVE_INFINITY) - (a.step ?? Number.POSITIVE_INFINITY) || 0
