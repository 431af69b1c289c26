import type { PublicLinkFieldsFragment } from '#gql/graphql.ts'

/** `baseline #3`, `baseline #3 and wide #7`, `baseline #3 and 4 others`. */
export function whatIsShown({ runs }: Pick<PublicLinkFieldsFragment, 'runs'>): string {
  const [first, second, ...others] = runs.map(({ name, number }) => `${name} #${number}`)
  if (first === undefined) return 'nothing'
  if (second === undefined) return first
  return others.length === 0 ? `${first} and ${second}` : `${first} and ${others.length + 1} others`
}
