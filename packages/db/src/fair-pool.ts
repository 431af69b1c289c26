import pg from 'pg'

/** Connections that one asker holds at most; who asks for more waits for its own to come back. */
const MOST_HELD = 4
const LONGEST_WAIT_MS = 20_000

type Callback = Parameters<pg.Pool['connect']>[0]
type Turns = { held: number; readonly waiting: (() => void)[] }

/** One asker has waited too long for connections that it holds itself. */
export class AskedTooMuchError extends Error {
  constructor() {
    super(`a query has waited ${LONGEST_WAIT_MS / 1000} seconds for others of its own request`)
    this.name = 'AskedTooMuchError'
  }
}

/**
 * A pool whose connections are shared fairly: whoever sends hundreds of queries at once waits for themselves, and not
 * everybody for them.
 */
export class FairPool extends pg.Pool {
  readonly #askerOf: () => object | undefined
  readonly #turns = new WeakMap<object, Turns>()

  /** @param askerOf who asks now, such as the request under way; undefined: the product itself, which does not wait */
  constructor(config: pg.PoolConfig, askerOf: () => object | undefined) {
    super(config)
    this.#askerOf = askerOf
  }

  /** @throws AskedTooMuchError */
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Callback): void
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    const asker = this.#askerOf()
    const connected = asker ? this.#connectInTurn(asker) : super.connect()
    if (!callback) return connected
    connected.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error) => callback(error, undefined, () => {}),
    )
    return undefined
  }

  async #connectInTurn(asker: object): Promise<pg.PoolClient> {
    const turns = this.#turns.get(asker) ?? { held: 0, waiting: [] }
    this.#turns.set(asker, turns)
    await takeTurn(turns)
    try {
      const client = await super.connect()
      const release = client.release
      client.release = (error) => {
        passTurn(turns)
        release(error)
      }
      return client
    } catch (error) {
      passTurn(turns)
      throw error
    }
  }
}

function takeTurn(turns: Turns): Promise<void> | undefined {
  if (turns.held < MOST_HELD) {
    turns.held += 1
    return undefined
  }
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      turns.waiting.splice(turns.waiting.indexOf(proceed), 1)
      reject(new AskedTooMuchError())
    }, LONGEST_WAIT_MS)
    const proceed = () => {
      clearTimeout(late)
      resolve()
    }
    turns.waiting.push(proceed)
  })
}

/** The turn goes to who has waited longest. */
function passTurn(turns: Turns): void {
  const next = turns.waiting.shift()
  if (next) next()
  else turns.held -= 1
}
