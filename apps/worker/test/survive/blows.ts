import { setTimeout as sleep } from 'node:timers/promises'
import { shuffled } from './draw.ts'
import type { Moment, Scene } from './moments.ts'
import type { Product, WorkerName } from './product.ts'

/** Where a blow falls. `holder`: the worker that trains the run; none holds it before a claim. */
export type Aim = Scene & {
  readonly moment: Moment
  readonly holder: WorkerName | undefined
  readonly seed: number
}

/** What follows from a blow. */
export type Outcome = {
  /** From when on the product is to come right by itself: milliseconds since 1970. */
  readonly since: number
  /** Whether the run must have begun another attempt by then. */
  readonly anotherAttempt: boolean
  /** Done once the product is right again. */
  readonly afterwards?: () => void
}

const holders = ({ holder, product }: Aim): readonly WorkerName[] => (holder ? [holder] : product.workers)
const some = (pids: readonly (number | undefined)[]): number[] => pids.filter((pid) => pid !== undefined)

/** The processes of the product, as they are killed. */
const processes = {
  'training process': (aim: Aim) => holders(aim).flatMap((worker) => aim.product.trainingsOf(worker)),
  worker: (aim: Aim) => some(holders(aim).map((worker) => aim.product.pidOf(worker))),
  API: ({ product }: Aim) => some([product.pidOf('api')]),
  PostgreSQL: ({ product }: Aim) => some([product.postmaster()]),
  site: ({ product }: Aim) => some([product.pidOf('site')]),
} as const satisfies Record<string, (aim: Aim) => number[]>
type Process = keyof typeof processes

/** All as one, as a power cut does. */
const everything = (product: Product): number[] =>
  some([
    ...product.workers.flatMap((worker) => [product.pidOf(worker), ...product.trainingsOf(worker)]),
    ...[product.pidOf('api'), product.pidOf('site'), product.pidOf('PostgreSQL'), product.postmaster()],
  ])

function kill(pids: readonly number[], aim: Aim, isTraining: boolean): Outcome {
  const since = Date.now()
  signal(pids, 'SIGKILL')
  // What a worker has heard of its training by then it still records: only another attempt shows that it goes on.
  const isUnderWay = aim.holder !== undefined && aim.moment !== 'at the end'
  return { since, anotherAttempt: isTraining && isUnderWay }
}

const killed =
  (...names: readonly Process[]) =>
  async (aim: Aim) =>
    kill(
      names.flatMap((name) => processes[name](aim)),
      aim,
      names.includes('training process'),
    )

/** Longer than a lease and the two looks that follow. */
const pastTheLease = ({ product }: Aim) => product.leaseSeconds * 1700

/** What befalls the product. */
export const blows = {
  'training process': killed('training process'),
  worker: killed('worker'),
  API: killed('API'),
  PostgreSQL: killed('PostgreSQL'),
  site: killed('site'),
  'two at once': async (aim: Aim) => {
    const names: Process[] = ['training process', 'worker', 'API', 'PostgreSQL']
    return killed(...shuffled(names, aim.seed, `two ${aim.draw('two')}`).slice(0, 2))(aim)
  },
  'power cut': async (aim: Aim) => kill(everything(aim.product), aim, true),
  'database cut off': async ({ product, draw }: Aim) => {
    // Past the lease at times.
    await product.proxy.cut(200 + draw('length of the cut') * product.leaseSeconds * 1500)
    return { since: Date.now(), anotherAttempt: false }
  },
  'database far away': async ({ product, draw }: Aim) => {
    await product.proxy.slow(2000, 50 + draw('delay') * 450)
    return { since: Date.now(), anotherAttempt: false }
  },
  'disk full': async ({ product, draw }: Aim) => {
    const free = product.disk?.fill()
    await sleep(500 + draw('length of the full disk') * product.leaseSeconds * 1500)
    free?.()
    return { since: Date.now(), anotherAttempt: false }
  },
  'worker asleep': async (aim: Aim) => {
    const pids = some([aim.product.pidOf(aim.holder ?? 'left')])
    const since = Date.now()
    signal(pids, 'SIGSTOP')
    return { since, anotherAttempt: false, afterwards: () => signal(pids, 'SIGCONT') }
  },
  'training asleep': async (aim: Aim) => {
    const pids = processes['training process'](aim)
    signal(pids, 'SIGSTOP')
    await sleep(pastTheLease(aim))
    signal(pids, 'SIGCONT')
    return { since: Date.now(), anotherAttempt: false }
  },
} as const satisfies Record<string, (aim: Aim) => Promise<Outcome>>

export type Blow = keyof typeof blows

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
}
