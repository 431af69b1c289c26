/** What a span may tell: never variables, keys or addresses of people. */
export type SpanAttributes = { readonly [name: string]: string | number | readonly string[] | undefined }

export type Span = {
  rename(name: string): void
  set(attributes: SpanAttributes): void
  /** The work failed through our own fault. */
  fail(): void
  end(): void
}

/**
 * Where spans go. OpenTelemetry is loaded only when an endpoint is configured; otherwise spans cost nothing.
 */
export type Tracing = {
  /** Runs `work` within a span: spans that are opened in it become its children. The caller ends the span. */
  within<T>(name: string, options: SpanOptions, work: (span: Span) => T): T
  stop(): Promise<void>
}

export type SpanOptions = {
  /** `server`: answers a request that came over the network, perhaps as part of the caller's trace. */
  readonly kind: 'server' | 'internal'
  /** Headers of the request, which may name the caller's trace (traceparent). */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly attributes?: SpanAttributes
}

const noSpan: Span = { rename: () => {}, set: () => {}, fail: () => {}, end: () => {} }

export const noTracing: Tracing = {
  within: (_name, _options, work) => work(noSpan),
  stop: async () => {},
}
