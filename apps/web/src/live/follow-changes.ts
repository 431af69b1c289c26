import { type FollowOptions, follow } from './follow.ts'

/** By then a subscription that was sent with the connection has surely begun. */
const BEGUN_AFTER_MS = 2_000

type Options<Data, Variables extends Record<string, unknown>> = Omit<
  FollowOptions<Data, Variables>,
  'onAgain'
> & {
  /** Looks at what the changes are of. */
  readonly look: () => unknown
}

/**
 * Follows what has no cursor: `look` runs now, at every connection and after every failure, and each time once more a
 * moment later, since what happens after the look, but before the subscription has begun at the server, is told by
 * nothing else.
 * @returns what ends it
 */
export function followChanges<Data, Variables extends Record<string, unknown>>({
  look,
  ...options
}: Options<Data, Variables>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const lookTwice = () => {
    look()
    clearTimeout(timer)
    timer = setTimeout(look, BEGUN_AFTER_MS)
  }
  const stopFollowing = follow({ ...options, onAgain: lookTwice })
  const stopListening = options.client.on('connected', lookTwice)
  lookTwice()
  return () => {
    stopListening()
    stopFollowing()
    clearTimeout(timer)
  }
}
