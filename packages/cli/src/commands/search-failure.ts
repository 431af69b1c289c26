import { Failure } from '../fail.ts'
import type { RunsQuery } from '../gql/graphql.ts'

type SearchError = NonNullable<RunsQuery['runs']['searchError']>

/** What is wrong with a search, with carets below the place, and what could stand there. */
export function searchFailure(search: string, { message, position, length, expected }: SearchError): Failure {
  const before = search.slice(0, position)
  const wrong = search.slice(position, position + length)
  const untold = expected.filter((each) => !message.includes(each))
  const lines = [
    `--filter: ${message}`,
    `  ${search.replaceAll(/\s/g, ' ')}`,
    `  ${' '.repeat(widthOf(before))}${'^'.repeat(Math.max(1, widthOf(wrong)))}`,
    ...(untold.length > 0 ? [`  here could be: ${untold.join('  ')}`] : []),
  ]
  return new Failure(lines.join('\n'), 2)
}

/** Columns in a terminal, where signs of two units take one. */
const widthOf = (text: string): number => [...text].length
