import { statusNames } from '../run-state/status.ts'

/** What can be searched by in this project, as far as the page knows. */
export type Known = {
  readonly metrics: readonly string[]
  readonly parameters: readonly string[]
  readonly tags: readonly string[]
  readonly people: readonly string[]
}

/** A text that may stand from `from` to `to`, in UTF-16 units, and where the typing goes on after it. */
export type Completion = {
  readonly text: string
  readonly hint: string
  readonly from: number
  readonly to: number
}

/** The fields of docs/search.md with what they take. */
const fields: readonly (readonly [name: string, hint: string])[] = [
  ['status:', 'where it stands'],
  ['tag:', 'a tag'],
  ['name:', 'part of the name'],
  ['by:', 'a person'],
  ['has:', 'a metric or parameter'],
  ['created>', 'since, such as 7d'],
  ['started>', 'since, such as 12h'],
  ['finished>', 'since, such as 2026-01-31'],
  ['epochs>=', 'recorded epochs'],
  ['number>', 'number in the project'],
  ['dataset:', 'a data set'],
  ['preset:', 'a model preset'],
  ['source:', 'launched or logged'],
  ['notes:', 'part of the notes'],
]

const MOST = 8

/** The word that ends at the caret, with the field and operator before it where there are some. */
const TERM =
  /(?:^|[\s(])-?((?:("(?:[^"\\]|\\.)*"|[^\s"()<>=:!]+)(:|=|!=|>=?|<=?))?("(?:[^"\\]|\\.)*|[^\s"()<>=:!]*))$/

/** What could stand at the caret: names of fields, metrics and parameters, or the values of the field before it. */
export function completionsAt(text: string, caret: number, known: Known): readonly Completion[] {
  const [, , field, operator, typed = ''] = TERM.exec(text.slice(0, caret)) ?? []
  const from = caret - typed.length
  const completion = (candidate: string, hint: string): Completion => ({
    text: candidate,
    hint,
    from,
    to: caret,
  })
  if (field !== undefined && operator !== undefined)
    return matching(
      valuesOf(field, known).map((value) => ({ ...completion(`${quoted(value)} `, ''), sought: value })),
      bare(typed),
    )
  if (typed === '' && text.trim() !== '') return []
  return matching(
    [
      ...fields.map(([name, hint]) => ({ ...completion(name, hint), sought: name })),
      ...known.metrics.map((name) => ({ ...completion(`${quoted(name)}>`, 'metric'), sought: name })),
      ...known.parameters.map((name) => ({ ...completion(`${quoted(name)}=`, 'parameter'), sought: name })),
    ],
    bare(typed),
  )
}

type Candidate = Completion & { readonly sought: string }

/** Those that begin with what was typed before those that have it somewhere; a value that stands there is complete. */
function matching(candidates: readonly Candidate[], typed: string): readonly Completion[] {
  const wanted = typed.toLowerCase()
  const has = candidates.filter(({ sought }) => sought.toLowerCase().includes(wanted))
  const begins = ({ sought }: Candidate) => sought.toLowerCase().startsWith(wanted)
  return [...has.filter(begins), ...has.filter((candidate) => !begins(candidate))]
    .filter(({ sought, text }) => sought !== typed || !text.endsWith(' '))
    .slice(0, MOST)
    .map(({ sought: _, ...completion }) => completion)
}

function valuesOf(field: string, known: Known): readonly string[] {
  switch (field) {
    case 'status':
      return statusNames.map((name) => name.toLowerCase())
    case 'source':
      return ['launched', 'logged']
    case 'tag':
      return known.tags
    case 'by':
      return known.people
    case 'has':
      return [...known.metrics, ...known.parameters]
    case 'created':
    case 'started':
    case 'finished':
      return ['1h', '12h', '1d', '7d', '4w']
    default:
      return []
  }
}

/** A name with spaces or signs goes into quotes. */
const quoted = (name: string): string =>
  /^[^\s"()<>=:!-][^\s"()<>=:!]*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`

const bare = (typed: string): string => typed.replace(/^"/, '').replace(/\\(.)/g, '$1')

/** The text with a completion in its place, and where the caret stands then. */
export function completed(text: string, { text: inserted, from, to }: Completion) {
  const after = text.slice(to)
  const spaced = inserted.endsWith(' ') && after.startsWith(' ') ? inserted.slice(0, -1) : inserted
  return { text: text.slice(0, from) + spaced + after, caret: from + inserted.length }
}
