import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '@atelier/db'
import { insist } from '../../src/insist.ts'
import { messageOf } from '../../src/message-of.ts'
import { History } from '../history.ts'
import { type Blow, blows, type Outcome } from './blows.ts'
import { whatIsLeft, whatIsWrong } from './checks.ts'
import { draw } from './draw.ts'
import { courses, type Moment, moments, type Scene } from './moments.ts'
import { Deck, type Kill } from './plan.ts'
import { Product, type WorkerName } from './product.ts'
import { Viewer } from './viewers.ts'

export type SurviveOptions = {
  readonly kills: number
  readonly seed: number
  /** With the API and the site as they are built. */
  readonly built: boolean
  readonly leaseSeconds: number
  /** Nothing else befalls it; undefined: everything. */
  readonly only?: readonly Blow[] | undefined
  say(line: string): void
}

export type Survived = Kill & {
  /** From the blow, or its end, until all of the product answers and the run goes on or is over. */
  readonly milliseconds: number
}

export type Report = {
  readonly survived: readonly Survived[]
  /** What did not hold, in one sentence each. */
  readonly problems: readonly string[]
}

/** In the order in which a seed shuffles them. */
export const allBlows = Object.keys(blows).filter((name): name is Blow => name in blows)

/** Those that can fall: an API without a site has none to kill, and not everybody may mount a disk to fill. */
const possible = (wanted: readonly Blow[], { hasSite, disk }: Product): readonly Blow[] =>
  wanted.filter((blow) => (blow !== 'site' || hasSite) && (blow !== 'disk full' || disk !== undefined))

/** Small, with all that must be found again; an epoch takes a tenth of a second. */
const settings = {
  ...{ epochs: 16, trainLimit: 6400, validationSplit: 0.1 },
  model: {
    preset: null,
    layers: [
      ...[{ type: 'Dense', units: 128, activation: 'relu' }, { type: 'BatchNormalization' }],
      ...[
        { type: 'Dropout', rate: 0.3 },
        { type: 'Dense', units: 10, activation: 'softmax' },
      ],
    ],
  },
}

/** More than the blows that one run can meet. */
const MOST_RESTARTS = 100
/** After so long without coming right, it will not. */
const PATIENCE_MS = 90_000
/** What does not hold then would not hold any better for the kills that are left. */
const ENOUGH_PROBLEMS = 5

/** Trains the same again and again on one instance of the product, kills as the seed says, and looks what is left. */
export async function survive(options: SurviveOptions): Promise<Report> {
  const { kills, seed, say, built, leaseSeconds } = options
  const product = await Product.start({ built, leaseSeconds, report: (line) => say(`  ${line}`) })
  const survived: Survived[] = []
  const problems: string[] = []
  try {
    const history = await History.open(product.databaseUrl, () => {})
    const { run: reference } = await history.ended((await history.launch(settings)).id)
    const deck = new Deck(seed, possible(options.only ?? allBlows, product))
    for (let runs = 0; survived.length < kills && problems.length < ENOUGH_PROBLEMS; runs += 1) {
      const trial = await Trial.start(product, history)
      try {
        for (const moment of (courses[runs % courses.length] ?? []).slice(0, kills - survived.length)) {
          const kill = deck.deal(moment)
          const milliseconds = await trial.meets(kill, seed, say)
          if (milliseconds === null) deck.putBack(kill)
          else survived.push({ ...kill, milliseconds })
        }
        await trial.end()
        problems.push(...(await whatIsWrong(product, history, trial, reference)))
      } catch (error) {
        problems.push(`${trial.name}: ${messageOf(error)}`)
      }
    }
    await history.close()
  } finally {
    await product.stop()
    problems.push(...(await whatIsLeft(product.dataFolder)))
    if (problems.length === 0) product.remove()
    else say(`what is left of it: ${product.dataFolder}`)
  }
  return { survived, problems }
}

/** One run and those who watch it. */
export class Trial {
  readonly run: Run
  readonly viewers: readonly [Viewer, ...Viewer[]]
  /** What befell it so far. */
  readonly met = new Set<Blow>()
  readonly #product: Product
  readonly #history: History
  readonly #over = new AbortController()

  private constructor(product: Product, history: History, run: Run) {
    this.#product = product
    this.#history = history
    this.run = run
    const { address } = product
    this.viewers = [
      Viewer.browser(address, run.id),
      Viewer.script(address, run.id),
      Viewer.script(address, run.id),
    ]
    void this.viewers[0].ended.catch(() => {}).finally(() => this.#over.abort())
  }

  static async start(product: Product, history: History): Promise<Trial> {
    return new Trial(product, history, await history.launch(settings, MOST_RESTARTS))
  }

  get name(): string {
    return `run ${this.run.number}`
  }

  /** How long it took to come right, in milliseconds. Null: the run was over before the moment came. */
  async meets(
    { number, moment, blow }: Kill,
    seed: number,
    say: (line: string) => void,
  ): Promise<number | null> {
    const scene: Scene = {
      ...{ product: this.#product, runId: this.run.id, over: this.#over.signal },
      draw: (purpose) => draw(seed, `kill ${number} ${purpose}`),
    }
    const holder = await this.#holder(moment)
    await moments[moment](scene)
    await sleep(scene.draw('pause') * 20)
    const told = `${String(number).padStart(3)} ${this.name} ${moment}: ${blow}`
    if (scene.over.aborted) return null
    this.met.add(blow)
    const outcome: Outcome = await blows[blow]({ ...scene, moment, holder, seed })
    const milliseconds = await this.#right(outcome, told)
    outcome.afterwards?.()
    say(`${told}: right after ${(milliseconds / 1000).toFixed(1)} s`)
    return milliseconds
  }

  /** Resolves when all who watch have seen the end. @throws Error where one does not */
  async end(): Promise<void> {
    const late = sleep(PATIENCE_MS, 'late', { ref: false })
    const all = Promise.all(this.viewers.map(({ ended }) => ended))
    if ((await Promise.race([all, late])) === 'late') throw new Error('not everybody saw the end')
  }

  async #holder(moment: Moment): Promise<WorkerName | undefined> {
    if (moment === 'queued' || moment === 'start') return undefined
    const { db } = this.#history
    const name = await insist(
      async () => {
        const { workerId } = await db.run.findUniqueOrThrow({ where: { id: this.run.id } })
        return workerId && (await db.worker.findUnique({ where: { id: workerId } }))?.name
      },
      { db, onFailure: () => {} },
    )
    return this.#product.workers.find((worker) => worker === name)
  }

  async #right(outcome: Outcome, told: string): Promise<number> {
    const deadline = Date.now() + PATIENCE_MS
    while (!(this.#goesOn(outcome) && (await this.#product.isUp()) && (await this.#isShown()))) {
      if (Date.now() > deadline) {
        outcome.afterwards?.()
        throw new Error(`${told}: it did not come right in ${PATIENCE_MS / 1000} s`)
      }
      await sleep(50)
    }
    return Date.now() - outcome.since
  }

  /** Whether the run is over, or has trained since. */
  #goesOn({ since, anotherAttempt }: Outcome): boolean {
    if (this.#over.signal.aborted) return true
    const { events } = this.viewers[0]
    const begun = events.findLast(({ __typename: type }) => type === 'StatusChanged')
    const trained = events.findLast(
      ({ __typename: type }) => type === 'StepProgress' || type === 'EpochCompleted',
    )
    return (
      begun?.status === 'RUNNING' &&
      (!anotherAttempt || begun.at.getTime() > since) &&
      trained !== undefined &&
      trained.sequence > begun.sequence &&
      trained.at.getTime() > since
    )
  }

  /** Whether the API says so too. */
  async #isShown(): Promise<boolean> {
    const query = `{ run(id: "${this.run.id}") { status } }`
    const answer = await fetch(`${this.#product.address}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) },
      signal: AbortSignal.timeout(5000),
    }).then(
      (response) => response.text(),
      () => '',
    )
    return /"status":"(RUNNING|COMPLETED)"/.test(answer)
  }
}
