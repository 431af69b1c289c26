import { all, type Condition, joined, not } from './condition.ts'
import { comparedTerm, fieldNames, wordTerm } from './term.ts'
import { type SearchError, SearchProblem, type Token, tokensOf } from './tokens.ts'

/** Characters of a search. */
export const SEARCH_LENGTH = 1000
/** Terms of a search: each may cost the database a look at every run. */
const TERMS = 50
const DEPTH = 20

export type ParsedSearch =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly error: SearchError }

/** A search string as a condition, or where it is wrong. The grammar is docs/search.md. */
export function parseSearch(text: string, now = new Date()): ParsedSearch {
  try {
    if (text.length > SEARCH_LENGTH)
      throw new SearchProblem(`A search has at most ${SEARCH_LENGTH} characters.`, {
        position: SEARCH_LENGTH,
        length: text.length - SEARCH_LENGTH,
      })
    return { ok: true, condition: new Parser(tokensOf(text), now).search() }
  } catch (error) {
    if (error instanceof SearchProblem) return { ok: false, error: error.at }
    throw error
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #now: Date
  #next = 0
  #terms = 0
  #depth = 0

  constructor(tokens: readonly Token[], now: Date) {
    this.#tokens = tokens
    this.#now = now
  }

  search(): Condition {
    if (this.#peek().kind === 'end') return all([])
    const condition = this.#either()
    const rest = this.#peek()
    if (rest.kind === 'end') return condition
    throw new SearchProblem('This bracket was not opened.', rest)
  }

  #either(): Condition {
    const of = [this.#together()]
    while (this.#takeWord('OR')) of.push(this.#together())
    return joined('any', of)
  }

  #together(): Condition {
    const of = [this.#single()]
    for (;;) {
      const and = this.#takeWord('AND')
      const token = this.#peek()
      if (!and && (token.kind === 'end' || token.kind === 'close' || isWord(token, 'OR'))) break
      of.push(this.#single())
    }
    return joined('all', of)
  }

  #single(): Condition {
    const token = this.#take()
    this.#depth += 1
    if (this.#depth > DEPTH) throw new SearchProblem('This is nested too deeply.', token)
    const condition = this.#opened(token)
    this.#depth -= 1
    return condition
  }

  #opened(token: Token): Condition {
    if (token.kind === 'minus' || isWord(token, 'NOT')) return not(this.#single())
    if (token.kind === 'open') {
      const inside = this.#either()
      const close = this.#take()
      if (close.kind !== 'close') throw new SearchProblem('A bracket is not closed.', token, [')'])
      return inside
    }
    if (token.kind !== 'word' || isWord(token, 'OR') || isWord(token, 'AND')) throw missingTerm(token)
    this.#terms += 1
    if (this.#terms > TERMS) throw new SearchProblem(`A search has at most ${TERMS} terms.`, token)
    const operator = this.#peek()
    if (operator.kind !== 'operator') return wordTerm(token)
    this.#take()
    const value = this.#take()
    if (value.kind !== 'word') throw new SearchProblem('A value is missing here.', value, ['a value'])
    return comparedTerm(token, operator, value, this.#now)
  }

  #peek(): Token {
    const token = this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]
    if (!token) throw new Error('a search has at least its end')
    return token
  }

  #take(): Token {
    const token = this.#peek()
    this.#next += 1
    return token
  }

  #takeWord(text: string): boolean {
    if (!isWord(this.#peek(), text)) return false
    this.#next += 1
    return true
  }
}

const isWord = (token: Token, text: string): boolean =>
  token.kind === 'word' && !token.quoted && token.text === text

const missingTerm = (token: Token): SearchProblem =>
  new SearchProblem('A term is missing here.', token, [
    'a word',
    '"text"',
    ...fieldNames.map((name) => `${name}:`),
  ])
