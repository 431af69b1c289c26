type Fields = Readonly<Record<string, unknown>>

/** Names whose values are enums of the API: no string in GraphQL, by the path that leads to them. */
const ENUMS: ReadonlySet<string> = new Set(['precision', 'earlyStopping.monitor', 'augmentation.flip'])
const WIDTH = 96

/** The mutation with its input written out, to be pasted into the API explorer. */
export const mutationText = (projectId: string, launch: Fields): string => `mutation {
  launchRun(
    input: ${literal({ projectId, ...launch }, '', '    ')}
  ) {
    run {
      id
    }
    userErrors {
      path
      message
    }
  }
}`

/** A value as GraphQL writes it: in one line where it fits. */
function literal(value: unknown, path: string, indent: string): string {
  const line = oneLine(value, path)
  if (indent.length + line.length <= WIDTH || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  if (Array.isArray(value))
    return `[\n${value.map((entry) => `${inner}${literal(entry, `${path}.`, inner)}`).join('\n')}\n${indent}]`
  const entries = Object.entries(value).map(
    ([name, entry]: [string, unknown]) => `${inner}${name}: ${literal(entry, join(path, name), inner)}`,
  )
  return `{\n${entries.join('\n')}\n${indent}}`
}

function oneLine(value: unknown, path: string): string {
  if (Array.isArray(value)) return `[${value.map((entry) => oneLine(entry, `${path}.`)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([name, entry]: [string, unknown]) => `${name}: ${oneLine(entry, join(path, name))}`,
    )
    return `{${entries.length === 0 ? '' : ` ${entries.join(', ')} `}}`
  }
  return ENUMS.has(path) ? String(value) : JSON.stringify(value)
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

const QUERY =
  'mutation LaunchRun($input: LaunchRunInput!) { launchRun(input: $input) { run { id } userErrors { path message } } }'

/** The same from a terminal, with the key in the environment. */
export function curlText(address: string, projectId: string, launch: Fields): string {
  const body = JSON.stringify({ query: QUERY, variables: { input: { projectId, ...launch } } }, null, 2)
  // A quote would end the shell's string: it is closed, written by itself, and opened again.
  return `curl -s ${address}/graphql \\
  -H "Authorization: Bearer $ATELIER_API_KEY" \\
  -H 'content-type: application/json' \\
  -d '${body.replaceAll("'", `'\\''`)}'`
}
