import type { Context } from '../context.ts'

/**
 * Asks once for all fields of an operation that need the same at the same time, such as the project of a thousand runs.
 * What has been answered is asked anew: a subscription's next event may find something else.
 */
export function askOnce<Answer>(ask: (context: Context, key: string) => Promise<Answer>) {
  const asked = new WeakMap<Context, Map<string, Promise<Answer>>>()
  return (context: Context, key: string): Promise<Answer> => {
    const underWay = asked.get(context) ?? new Map<string, Promise<Answer>>()
    asked.set(context, underWay)
    const answer =
      underWay.get(key) ??
      ask(context, key).finally(() => {
        underWay.delete(key)
      })
    underWay.set(key, answer)
    return answer
  }
}
