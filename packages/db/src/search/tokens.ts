import { type Comparison, comparisons } from './condition.ts'

/** What was written at a place, in UTF-16 units from 0. */
type Place = { readonly position: number; readonly length: number }

export type Token = Place &
  (
    | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
    | { readonly kind: 'operator'; readonly operator: Comparison | ':' }
    | { readonly kind: 'open' | 'close' | 'minus' | 'end' }
  )

/** Where a search cannot be read, why, and what could stand there. */
export type SearchError = Place & { readonly message: string; readonly expected: readonly string[] }

/** Thrown between the files of this folder only. */
export class SearchProblem extends Error {
  readonly at: SearchError
  constructor(message: string, { position, length }: Place, expected: readonly string[] = []) {
    super(message)
    this.at = { message, position, length, expected }
  }
}

const signs = [...comparisons, ':'] as const
const WORD = /[^\s"()<>=:!]+|!(?!=)/y

/** The parts of a search. @throws SearchProblem for a quotation that does not end */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  const add = (token: Token) => {
    tokens.push(token)
    position = token.position + token.length
  }
  while (position < text.length) {
    const sign = text[position] ?? ''
    const previous = tokens.at(-1)
    const afterOperator = previous?.kind === 'operator'
    const operator = signs.find((each) => text.startsWith(each, position))
    if (/\s/.test(sign)) position += 1
    else if (operator) add({ kind: 'operator', operator, position, length: operator.length })
    else if (sign === '(' || sign === ')') add({ kind: sign === '(' ? 'open' : 'close', position, length: 1 })
    else if (sign === '"') add(quotation(text, position))
    else if (sign === '-' && !afterOperator && /[^\s-]/.test(text[position + 1] ?? ' '))
      add({ kind: 'minus', position, length: 1 })
    else {
      WORD.lastIndex = position
      const word = WORD.exec(text)?.[0] ?? sign
      // The value of a time or a text may hold a colon: created>2026-01-31T12:00:00Z.
      const more = afterOperator
        ? (/^(?::[^\s"()]+)+/.exec(text.slice(position + word.length))?.[0] ?? '')
        : ''
      const length = word.length + more.length
      add({ kind: 'word', text: word + more, quoted: false, position, length })
    }
  }
  tokens.push({ kind: 'end', position: text.length, length: 0 })
  return tokens
}

/** `"..."`, in which `\"` and `\\` stand for themselves. */
function quotation(text: string, position: number): Token {
  const all = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(position))
  if (!all)
    throw new SearchProblem('This quotation does not end.', { position, length: text.length - position }, [
      '"',
    ])
  const inside = (all[1] ?? '').replace(/\\(.)/gs, '$1')
  return { kind: 'word', text: inside, quoted: true, position, length: all[0].length }
}
