import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql'

type Named = { readonly name: string; readonly description?: string | null | undefined }

/**
 * The API's documentation for people, made of the descriptions in its schema: queries, mutations and subscriptions
 * first, then every type in alphabetical order.
 */
export function schemaDocument(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  const [asked, changed, followed] = roots
  const kinds = [
    ['Objects', types.filter((type) => isObjectType(type) && !roots.includes(type))],
    ['Interfaces and unions', types.filter((type) => isInterfaceType(type) || isUnionType(type))],
    ['Inputs', types.filter(isInputObjectType)],
    ['Enums', types.filter(isEnumType)],
    ['Scalars', types.filter(isScalarType)],
  ] as const
  return [
    '# The API',
    'Made from the schema by `npm run generate`; do not edit. `/graphql` takes HTTP and WebSockets, `/graphql/stream` ' +
      'server-sent events; [scripts.md](scripts.md) shows how to call them.',
    ...rootSection('Queries', asked),
    ...rootSection('Mutations', changed),
    ...rootSection('Subscriptions', followed),
    ...kinds.flatMap(([title, of]) =>
      of.length === 0 ? [] : [`## ${title}`, ...[...of].sort(byName).flatMap(typeSection)],
    ),
  ]
    .join('\n\n')
    .concat('\n')
}

const byName = (one: Named, other: Named): number => (one.name < other.name ? -1 : 1)

function rootSection(title: string, type: GraphQLNamedType | null | undefined): string[] {
  if (!isObjectType(type)) return []
  return [
    `## ${title}`,
    text(type),
    ...Object.values(type.getFields())
      .sort(byName)
      .flatMap((field) => rootField(type.name, field)),
  ]
}

/** Headed by type and name: a heading `run` would take the links to the type `Run`. */
function rootField(root: string, field: GraphQLField<unknown, unknown>): string[] {
  const table = field.args.length > 0 ? [argumentTable(field.args)] : []
  return [`### ${root}.${field.name}`, `Returns ${typeLink(String(field.type))}. ${text(field)}`, ...table]
}

function typeSection(type: GraphQLNamedType): string[] {
  const head = [`### ${type.name}`, text(type)]
  if (isEnumType(type))
    return [
      ...head,
      table(
        ['value', 'meaning'],
        type.getValues().map((value) => [code(value.name), text(value)]),
      ),
    ]
  if (isInputObjectType(type)) return [...head, argumentTable(Object.values(type.getFields()))]
  if (isUnionType(type))
    return [
      ...head,
      `One of ${type
        .getTypes()
        .map(({ name }) => typeLink(name))
        .join(', ')}.`,
    ]
  if (!isObjectType(type) && !isInterfaceType(type)) return head
  const interfaces = type.getInterfaces().map(({ name }) => typeLink(name))
  const rows = Object.values(type.getFields()).map((field) => [
    code(field.name + signature(field.args)),
    typeLink(String(field.type)),
    [text(field), ...field.args.map((argument) => `${code(argument.name)}: ${text(argument)}`)].join('<br>'),
  ])
  return [
    ...head,
    ...(interfaces.length > 0 ? [`Implements ${interfaces.join(', ')}.`] : []),
    table(['field', 'type', 'meaning'], rows),
  ]
}

const signature = (args: readonly GraphQLArgument[]): string =>
  args.length === 0
    ? ''
    : `(${args.map((argument) => `${argument.name}: ${argument.type}${byDefault(argument, ' = ')}`).join(', ')})`

type Argument = Named & { readonly type: unknown; readonly defaultValue?: unknown }

const argumentTable = (args: readonly Argument[]): string =>
  table(
    ['argument', 'type', 'default', 'meaning'],
    args.map((argument) => [
      code(argument.name),
      typeLink(String(argument.type)),
      byDefault(argument, ''),
      text(argument),
    ]),
  )

const byDefault = ({ defaultValue }: { readonly defaultValue?: unknown }, before: string): string =>
  defaultValue === undefined ? '' : `${before}${JSON.stringify(defaultValue)}`

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

const cell = (content: string): string => content.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (name: string): string => `\`${name}\``

/** `[Run!]!` with a link to `Run`. */
const typeLink = (type: string): string => {
  const name = type.replaceAll(/[[\]!]/g, '')
  return `[${code(type)}](#${name.toLowerCase()})`
}

/** What the schema says of it, and whether it should still be used. */
const text = (of: Named & { readonly deprecationReason?: string | null | undefined }): string =>
  [
    of.deprecationReason ? `**Deprecated:** ${of.deprecationReason}` : '',
    (of.description ?? '').replaceAll('\n', ' '),
  ]
    .filter((part) => part !== '')
    .join(' ')
