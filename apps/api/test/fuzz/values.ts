import fc from 'fast-check'

/** Things that the server under test has, by names that stand for their ids until a request is sent; and an address. */
export const KNOWN = ['logged', 'launched', 'project', 'workspace', 'elsewhere'] as const
export type Known = Readonly<Record<(typeof KNOWN)[number], string>>

const mark = (name: string): string => `@@${name}@@`

/** Puts the ids in the place of their names. */
export const withIds = (text: string, known: Known): string =>
  KNOWN.reduce((filled, name) => filled.replaceAll(mark(name), known[name]), text)

const nasty = fc.constantFrom(
  ...[mark('elsewhere'), `![x](${mark('elsewhere')})`],
  ...['', ' ', '\0', '\u202e', '\ud800', '😀'.repeat(40), 'a'.repeat(20_000), '\r\nset-cookie: a=b', '🏳️‍🌈'],
  ...[
    "'; DROP TABLE run; --",
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '$(id)',
    '%00',
    '{{7*7}}',
  ],
  ...['../../../../etc/passwd', '..\\..\\x', 'file:///etc/passwd', 'http://169.254.169.254/', 'NaN', '1e999'],
  ...['__proto__', 'constructor', 'toString', 'fashion-mnist', 'fashion-mnist-study', 'accuracy', 'mlp'],
  ...[
    'status:',
    'status:running accuracy>0.9',
    'accuracy>>1',
    '"',
    'lr=',
    'created>7d',
    'a:b:c',
    '-(((',
    'by:x',
  ],
)
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.string() },
)

export const integer: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, -1, 2, 50, 1000, 2 ** 31 - 1, -(2 ** 31), 2 ** 31) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
)
export const float: fc.Arbitrary<number> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 1e290, Number.POSITIVE_INFINITY, 2 ** 53, 0.001),
  },
  { weight: 1, arbitrary: fc.double() },
)
export const id: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...KNOWN.map(mark)) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: text },
)
/** A cursor as ours look, with anything in it. */
export const cursor: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 2 }).map((json) => Buffer.from(json).toString('base64url')),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  text,
)
export const moment: fc.Arbitrary<string> = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-02-30T00:00:00Z', '0000-00-00', '+275760-09-13T00:00:00.001Z', 'now'),
)
export const json: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(JSON.parse('{"__proto__": {"admin": true}}'), nested(60)),
)

/** A list within a list, so many levels deep. */
function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)]
}
