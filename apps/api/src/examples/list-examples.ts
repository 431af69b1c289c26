import type { ExampleStore, FileSplit } from './example-store.ts'

export type ExamplePage = {
  readonly examples: readonly { readonly index: number; readonly label: number }[]
  readonly totalCount: number
  readonly hasNextPage: boolean
}

/** One page of a split, of all labels or of one, in the order of the file. */
export async function listExamples(
  store: ExampleStore,
  query: {
    readonly dataset: string
    readonly split: FileSplit
    readonly label: number | null
    readonly first: number
    /** Only examples behind this one. */
    readonly after: number | null
  },
): Promise<ExamplePage> {
  const labels = await store.labels(query.dataset, query.split)
  const examples: { index: number; label: number }[] = []
  let totalCount = 0
  let hasNextPage = false
  for (const [index, label] of labels.entries()) {
    if (query.label !== null && label !== query.label) continue
    totalCount += 1
    if (query.after !== null && index <= query.after) continue
    if (examples.length < query.first) examples.push({ index, label })
    else hasNextPage = true
  }
  return { examples, totalCount, hasNextPage }
}
