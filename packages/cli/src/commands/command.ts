import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs, parseArgs } from 'citty'
import { Failure } from '../fail.ts'

/** Options that every command has. */
export const common = {
  url: {
    type: 'string',
    description: 'The server (ATELIER_URL, else http://localhost:3000)',
    valueHint: 'url',
  },
  workspace: {
    type: 'string',
    description: "Where projects are looked up (ATELIER_WORKSPACE, else the key's oldest)",
    valueHint: 'slug',
  },
} as const satisfies ArgsDef

/** A command that refuses options and words that it does not know, instead of passing over them. */
export function command<const Args extends ArgsDef>(definition: {
  readonly name: string
  readonly description: string
  readonly args: Args
  run(args: ParsedArgs<Args & typeof common>): Promise<void>
}): CommandDef {
  const { name, description, run } = definition
  const args: Args & typeof common = { ...definition.args, ...common }
  const names = Object.keys(args)
  const positional = Object.values(args).filter(({ type }) => type === 'positional').length
  return defineCommand<ArgsDef>({
    meta: { name, description },
    args,
    async run(context) {
      for (const given of Object.keys(context.args))
        if (given !== '_' && !names.includes(given) && !names.some((known) => isSame(known, given)))
          throw new Failure(`atelier ${name}: there is no option --${given}; see atelier ${name} --help`, 2)
      const extra = context.args._[positional]
      if (extra !== undefined)
        throw new Failure(`atelier ${name}: what is '${extra}'? See atelier ${name} --help`, 2)
      const bare = withoutValue(context.rawArgs, args)
      if (bare !== undefined)
        throw new Failure(`atelier ${name}: ${bare} needs a value; see atelier ${name} --help`, 2)
      await run(parseArgs<Args & typeof common>(context.rawArgs, args))
    },
  })
}

/** The option at whose place for a value stands nothing, or the next option, which citty would take for the value. */
const withoutValue = (words: readonly string[], args: ArgsDef): string | undefined =>
  words.find(
    (word, at) => args[word.slice(2)]?.type === 'string' && (words[at + 1]?.startsWith('--') ?? true),
  )

/** citty gives options of several words in both spellings. */
const isSame = (one: string, other: string): boolean =>
  one.replaceAll('-', '').toLowerCase() === other.replaceAll('-', '').toLowerCase()

/** A whole number of an option. @throws Failure when it is none */
export function wholeNumber(option: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isInteger(number) && number >= least) return number
  throw new Failure(`--${option} must be a whole number of at least ${least}, not '${text}'`, 2)
}

/** A number of an option. @throws Failure when it is none */
export function decimal(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  throw new Failure(`--${option} must be a number, not '${text}'`, 2)
}
