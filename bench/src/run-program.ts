import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program that did not do what it should. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed'
  /** What it wrote to standard error, the end of it. */
  readonly errors: string

  constructor(message: string, errors: string) {
    super(message)
    this.errors = errors
  }
}

/**
 * Runs a program that prints a JSON object a line, and gives the numbers under `field`.
 * @throws ProgramFailed when it ends with an error or prints none
 */
export async function numbersOf(
  [command = '', ...args]: readonly string[],
  field: string,
): Promise<number[]> {
  const env = { ...process.env }
  // Set on some machines for the sake of old OpenBLAS builds; they slow a current one.
  delete env.OPENBLAS_CORETYPE
  delete env.OPENBLAS_L2_SIZE
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const { promise: ended, resolve } = Promise.withResolvers<number | null>()
  child.once('close', resolve)
  const numbers: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = new Map<string, unknown>(Object.entries(JSON.parse(line)))
    if (entry.has(field)) numbers.push(Number(entry.get(field)))
  }
  const code = await ended
  if (code === 0 && numbers.length > 0) return numbers
  throw new ProgramFailed(`${command} ${args.join(' ')} ended with ${code}`, errors.join('').slice(-4000))
}
