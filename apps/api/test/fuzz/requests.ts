import { layerTypes } from '@atelier/ml-core/spec'
import fc from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { operations } from './documents.ts'
import { float, id, integer, json, text } from './values.ts'

/** One thing that is sent, over HTTP or as messages of one socket. */
export type Case =
  | {
      readonly kind: 'http'
      readonly method: string
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | { readonly kind: 'socket'; readonly messages: readonly string[] }

const JSON_TYPE = { 'content-type': 'application/json' }

const posted = (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Case => ({
  ...{ kind: 'http', method: 'POST', path: '/graphql', headers, body },
})

/** A case with the name of its group, by which the figures of a run are told. */
export type Grouped = { readonly group: string; readonly sent: Case }

/** Everything that is thrown at the server, most of it GraphQL that fits the schema. */
export function cases(schema: GraphQLSchema): fc.Arbitrary<Grouped> {
  const operation = operations(schema)
  const group = (name: string, weight: number, arbitrary: fc.Arbitrary<Case>) => ({
    ...{ weight, arbitrary: arbitrary.map((sent): Grouped => ({ group: name, sent })) },
  })
  return fc.oneof(
    group(
      'operations',
      60,
      operation.map((asked) => posted(JSON.stringify(asked))),
    ),
    group('model specs', 12, models),
    group('shapes of documents', 6, shapes),
    group('bodies', 8, fc.oneof(bodies, operation.chain(torn))),
    group('addresses', 8, paths),
    group('sockets', 3, sockets(operation)),
  )
}

/** Model specs: known layers and settings, with values that no layer takes. */
const models: fc.Arbitrary<Case> = fc
  .record({
    layers: fc.array(layer(), { maxLength: 8 }),
    inputShape: fc.oneof(fc.constant([28, 28, 1]), fc.array(integer, { maxLength: 5 })),
  })
  .map(({ layers, inputShape }) =>
    posted(
      JSON.stringify({
        query:
          'query ($shape: [Int!]!, $layers: [JSON!]!) { previewModel(inputShape: $shape, model: { layers: $layers }) { layers { name outputShape parameters } userErrors { path message } } }',
        variables: { shape: inputShape, layers },
      }),
    ),
  )

function layer(): fc.Arbitrary<unknown> {
  const setting = fc.constantFrom(
    ...[
      'filters',
      'kernelSize',
      'strides',
      'padding',
      'units',
      'rate',
      'poolSize',
      'axis',
      'momentum',
      'activation',
    ],
    ...[
      'depthMultiplier',
      'epsilon',
      'scale',
      'offset',
      'name',
      'keepdims',
      'negativeSlope',
      'useBias',
      '__proto__',
    ],
  )
  const value = fc.oneof(
    ...[integer, float, text, json, fc.array(integer, { maxLength: 3 })],
    fc.constantFrom<unknown>(3, [2, 2], 'same', 'valid', 'relu', 'softmax', 0.5, true, -1),
  )
  const type = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...layerTypes) },
    { weight: 1, arbitrary: text },
  )
  const settings = fc.array(fc.tuple(setting, value), { maxLength: 4 }).map(Object.fromEntries)
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(type, settings).map(([name, given]) => ({ type: name, ...given })) },
    { weight: 1, arbitrary: json },
  )
}

/** Documents whose form is the attack: deep, wide, going in circles. */
const shapes: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 5 }))
  .map(([size, form]) => {
    const many = (of: (index: number) => string) =>
      Array.from({ length: size }, (_, index) => of(index)).join(' ')
    const forms = [
      `{ ${many((index) => `a${index}: __typename`)} }`,
      `{ ${many((index) => `a${index}: runs(first: 1000) { totalCount }`)} }`,
      `{ runs { edges { node { ${'project { runs { edges { node { '.repeat(size % 200)} id ${'} '.repeat(4 * (size % 200))}} } } }`,
      `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
      `query (${many((index) => `$v${index}: Int`)}) { __typename }`,
      `{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`,
    ]
    return posted(JSON.stringify({ query: forms[form] ?? '' }))
  })

/** Bodies that are no GraphQL request. */
const bodies: fc.Arbitrary<Case> = fc
  .record({
    body: fc.oneof(
      text,
      fc.json(),
      fc.constantFrom('', '[]', 'null', '{"query":null}', '{"query":{}}', '[{},{}]'),
    ),
    type: fc.constantFrom(
      'application/json',
      'text/plain',
      'multipart/form-data',
      'application/graphql',
      'x',
      '',
    ),
    method: fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'GET'),
    headers: fc.constantFrom<Record<string, string>>(
      ...[{}, { authorization: 'Bearer x' }, { authorization: 'Basic Og==' }, { cookie: 'a=%00; b' }],
      ...[
        { 'content-encoding': 'gzip' },
        { 'x-atelier-workspace': '../x' },
        { origin: 'http://evil.example' },
      ],
      ...[
        { 'x-request-id': 'a'.repeat(500) },
        { accept: 'text/event-stream' },
        { 'x-forwarded-for': '1.2.3.4' },
      ],
    ),
  })
  .map(({ body, type, method, headers }) => ({
    ...{
      kind: 'http',
      method,
      path: '/graphql',
      headers: { ...headers, ...(type && { 'content-type': type }) },
    },
    body: method === 'GET' || method === 'OPTIONS' ? '' : body,
  }))

/** A request that breaks off in the middle of a document. */
function torn({
  query,
  variables,
}: {
  readonly query: string
  readonly variables: object
}): fc.Arbitrary<Case> {
  return fc
    .nat({ max: query.length })
    .map((length) => posted(JSON.stringify({ query: query.slice(0, length), variables })))
}

/** Addresses beside GraphQL. */
const paths: fc.Arbitrary<Case> = fc
  .record({
    start: fc.constantFrom(
      ...[
        '/images/',
        '/images/fashion-mnist/',
        '/images/fashion-mnist/test/',
        '/artifacts/',
        '/graphql/stream',
      ],
      ...[
        '/graphql/stream?query=',
        '/graphql?query=',
        '/join/',
        '/sign-in?to=',
        '/api/auth/',
        '/metrics',
        '/',
      ],
    ),
    rest: fc.array(fc.oneof(text, id, integer.map(String)), { maxLength: 3 }),
    raw: fc.boolean(),
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD'),
  })
  .map(({ start, rest, raw, method }) => {
    const encoded = rest.map((part) => encodeURIComponent(part.toWellFormed()))
    // Dots and slashes as they are: what a client would have to insist on.
    const end = raw ? encoded.map((part) => part.replaceAll('%2F', '/').replaceAll('%25', '%')) : encoded
    return {
      ...{ kind: 'http', method, headers: {}, body: '' },
      path: (start + end.join('/')).slice(0, 8000),
    }
  })

/** What a client of graphql-transport-ws may send after it was let in. */
function sockets(operation: fc.Arbitrary<object>): fc.Arbitrary<Case> {
  const type = fc.constantFrom('subscribe', 'complete', 'ping', 'pong', 'connection_init', 'next', '')
  const message = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.uuid(), operation)
        .map(([key, payload]) => JSON.stringify({ id: key, type: 'subscribe', payload })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ id: fc.oneof(text, json), type, payload: json })
        .map((each) => JSON.stringify(each)),
    },
    { weight: 1, arbitrary: text },
  )
  return fc.array(message, { minLength: 1, maxLength: 10 }).map((messages) => ({ kind: 'socket', messages }))
}
