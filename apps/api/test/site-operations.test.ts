import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  concatAST,
  type DocumentNode,
  type GraphQLInputType,
  getOperationAST,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  separateOperations,
  typeFromAST,
  visit,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../src/schema/index.ts'
import { sendTo } from './support/send.ts'
import { startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('site-operations')
})
afterAll(() => api.stop())

const root = path.resolve(import.meta.dirname, '../../..')
const site = path.join(root, 'apps/web/src')
const files = readdirSync(site, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => path.join(site, name))
// @unmask is for the site's client alone.
const sent = (document: DocumentNode): string =>
  print(visit(document, { Directive: ({ name }) => (name.value === 'unmask' ? null : undefined) }))
const documents = concatAST(
  [...files, path.join(root, 'packages/client/src/run-fields.graphql')].map((file) =>
    parse(readFileSync(file, 'utf8')),
  ),
)
const queries = Object.entries(separateOperations(documents)).flatMap(([name, document]) => {
  const operation = getOperationAST(document)
  return operation?.operation === OperationTypeNode.QUERY ? [{ name, document, operation }] : []
})

/** The most that the site asks for at once: pages of runs, runs compared, images of a grid. */
const MOST = 100

/** A value of a type that asks for as much as the site ever does. */
function largest(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return largest(type.ofType, name)
  if (isListType(type)) return Array.from({ length: MOST }, () => largest(type.ofType, name))
  if (isEnumType(type)) return type.getValues()[0]?.value
  if (!isScalarType(type)) return undefined
  if (type.name === 'ID') return randomUUID()
  if (type.name === 'Int') return name === 'first' ? MOST : 1
  return type.name === 'String' ? 'x' : undefined
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.map(({ variable, type: node }) => {
      const type = typeFromAST(schema, node)
      if (!isInputType(type)) throw new Error(`$${variable.name.value} is of no type of the schema`)
      return [variable.name.value, largest(type, variable.name.value)]
    }),
  )
}

test('the site has queries', () => expect(queries.length).toBeGreaterThan(30))

test.each(queries)(
  '$name of the site stays below the limits of what one operation may ask for',
  async ({ document, operation }) => {
    const reply = await sendTo(api, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: sent(document), variables: variablesOf(operation) }),
    })
    const { errors = [] } = JSON.parse(reply.body)
    const codes = errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)
    // What it asks for is not here; that it may be asked is all that counts.
    expect(
      codes.filter((code: string) => !['NOT_FOUND', 'BAD_USER_INPUT', 'FORBIDDEN'].includes(code)),
    ).toEqual([])
  },
)
