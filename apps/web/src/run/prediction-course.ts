import type { PredictionHistoryFieldsFragment as History } from '#gql/graphql.ts'
import { counted } from '../format/figures.ts'

/** What a model took one image for after one epoch. */
export type Judgement = { readonly epoch: number; readonly predicted: number; readonly confidence: number }

/** One image over the epochs; epochs that did not judge it are left out. */
export function courseOf(history: History, index: number): readonly Judgement[] {
  const example = history.examples.find((one) => one.index === index)
  return history.epochs.flatMap((epoch, at) => {
    const [predicted, confidence] = [example?.predicted[at], example?.confidence[at]]
    return predicted == null || confidence == null ? [] : [{ epoch, predicted, confidence }]
  })
}

/** With more stretches than this a sentence says more than a list. */
const MOST_STRETCHES = 5

/** The course in words: `Coat until epoch 3, Shirt until epoch 8`. */
export function courseText(course: readonly Judgement[], actual: number, labels: readonly string[]): string {
  const last = course.at(-1)
  if (!last) return 'not judged'
  if (course.length === 1) return `${labels[last.predicted]} after epoch ${last.epoch}, the only one recorded`
  const ends = course.filter((one, at) => course[at + 1]?.predicted !== one.predicted)
  if (ends.length <= MOST_STRETCHES)
    return ends.map(({ predicted, epoch }) => `${labels[predicted]} until epoch ${epoch}`).join(', ')
  const right = course.filter(({ predicted }) => predicted === actual).length
  const others = new Set(course.map(({ predicted }) => predicted).filter((one) => one !== actual))
  return `right after ${right} of ${counted(course.length, 'epoch')}, taken for ${counted(others.size, 'other class', 'other classes')}, changed ${counted(ends.length - 1, 'time')}`
}
