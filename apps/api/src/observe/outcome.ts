/** How a request or an operation ended: answered, refused (it was the caller's fault), or failed (it was ours). */
export type Outcome = 'ok' | 'refused' | 'failed'

const ours = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])

export function outcomeOf(codes: readonly string[]): Outcome {
  if (codes.length === 0) return 'ok'
  return codes.some((code) => ours.has(code)) ? 'failed' : 'refused'
}

type Coded = { readonly extensions?: { readonly [name: string]: unknown } | undefined }

/** The codes of an answer's errors, each once. */
export const codesOf = (errors: readonly Coded[] | undefined): readonly string[] => [
  ...new Set((errors ?? []).map(({ extensions }) => String(extensions?.code ?? 'UNKNOWN'))),
]
