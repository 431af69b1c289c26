import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs'

export const splits = ['TEST', 'TRAIN'] as const
export type FileSplit = (typeof splits)[number]

/** What of the browser's state is in the address. */
export const viewParsers = {
  split: parseAsStringLiteral(splits).withDefault('TRAIN'),
  class: parseAsInteger,
  /** The image that is looked at closely: its data set, and its place in the split. */
  of: parseAsString,
  image: parseAsInteger,
  /** Whose runs' predictions are shown with it, by slug; the first project without. */
  project: parseAsString,
}
