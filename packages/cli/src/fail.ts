/** A failure that is told in one sentence, without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure'
  /** 1: it did not work; 2: it was called wrongly. */
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

type Problem = { readonly path: readonly string[]; readonly message: string }

/** What a mutation made. @throws Failure with what was wrong with its input */
export function madeBy<T>(made: T | null, problems: readonly Problem[]): T {
  const sentences = problems.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  )
  if (made === null || sentences.length > 0)
    throw new Failure(sentences.join('\n') || 'The server did nothing.')
  return made
}
