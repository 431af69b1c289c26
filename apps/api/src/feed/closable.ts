/**
 * An async generator that its consumer can end while it waits for news. A plain generator's `return()` would only
 * take effect at the next value, which for a quiet run may never come. `signal` aborts when the consumer has left.
 */
export function closable<T>(
  generate: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
): AsyncIterableIterator<T> {
  const consumer = new AbortController()
  const generator = generate(consumer.signal)
  return {
    next: () => generator.next(),
    return() {
      consumer.abort()
      return generator.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
