import { setTimeout as delay } from 'node:timers/promises'

/** Asks the API and gives its data. @throws Error with what the API refused */
export type Ask = (query: string, variables?: object) => Promise<Record<string, unknown>>

/** What the pictures show: ids of runs by what they are good for. */
export type Content = {
  /** A finished training with everything on its page. */
  readonly done: string
  /** Two more trainings to compare it with. */
  readonly others: readonly string[]
  /** A training that goes on while pictures are taken. */
  readonly live: string
  /** A run that a script logged and that failed. */
  readonly failed: string
  /** Paths of public links to the finished training, and to it beside the others. */
  readonly sharedRun: string
  readonly sharedComparison: string
  /** Slug of a project without runs. */
  readonly fresh: string
}

type Launched = { readonly launchRun: { readonly run: { readonly id: string } | null } }
type Created = { readonly createRun: { readonly run: { readonly id: string } | null } }

const IMAGES = 12_800

const trainings = [
  { name: 'mlp baseline', model: { preset: 'mlp' }, optimizer: { learningRate: 0.001 }, epochs: 8 },
  { name: 'mlp warmer', model: { preset: 'mlp' }, optimizer: { learningRate: 0.004 }, epochs: 8 },
  { name: 'mlp one-cycle', model: { preset: 'mlp-fast' }, epochs: 6 },
] as const

/** Fills an empty project with real trainings and with runs that scripts logged. */
export async function makeContent(ask: Ask): Promise<Content> {
  const { projects } = (await ask('{ projects { id slug } }')) as {
    projects: readonly { readonly id: string; readonly slug: string }[]
  }
  const project = projects[0]
  if (!project) throw new Error('there is no project to make the content of the pictures in')
  const launch = async (input: object): Promise<string> => {
    const query = `mutation ($input: LaunchRunInput!) {
      launchRun(input: $input) { run { id } userErrors { message } } }`
    const settings = { projectId: project.id, dataset: 'fashion-mnist', ...input }
    const { launchRun } = (await ask(query, { input: settings })) as Launched
    if (!launchRun.run) throw new Error(`not launched: ${JSON.stringify(launchRun)}`)
    return launchRun.run.id
  }
  for (const script of scripts) await logScript(ask, project.slug, script)
  const failed = await logScript(ask, project.slug, diverging)
  const ids: string[] = []
  for (const training of trainings) {
    const id = await launch({ ...training, trainLimit: IMAGES, validationSplit: 0.2, tags: ['study'] })
    ids.push(id)
    await isOver(ask, id)
  }
  const [done = '', ...others] = ids
  const notes = 'Baseline of the study: two hidden layers, Adam.\n\nNext: a schedule, and more images.'
  await ask('mutation ($input: UpdateRunInput!) { updateRun(input: $input) { userErrors { message } } }', {
    input: { id: done, notes, tags: ['study', 'baseline'] },
  })
  const live = await launch({
    ...{ name: 'mlp overnight', model: { preset: 'mlp' }, tags: ['night'] },
    ...{ trainLimit: IMAGES, validationSplit: 0.2, epochs: 400 },
  })
  await launch({ name: 'mlp again', model: { preset: 'mlp' }, epochs: 50 })
  await reaches(ask, live, ({ epochsCompleted }) => epochsCompleted > 3, 'its fourth epoch')
  const { createProject } = (await ask(
    'mutation { createProject(name: "Fresh start") { project { slug } } }',
  )) as { readonly createProject: { readonly project: { readonly slug: string } } }
  const share = async (runIds: readonly string[]): Promise<string> => {
    const query =
      'mutation ($runIds: [ID!]!) { createPublicLink(runIds: $runIds) { path userErrors { message } } }'
    const { createPublicLink } = (await ask(query, { runIds })) as {
      readonly createPublicLink: { readonly path: string }
    }
    return createPublicLink.path
  }
  return {
    ...{ done, others, live, failed, fresh: createProject.project.slug },
    sharedRun: await share([done]),
    sharedComparison: await share(ids),
  }
}

type Script = {
  readonly name: string
  readonly tags: readonly string[]
  readonly parameters: Readonly<Record<string, number | string>>
  readonly epochs: number
  /** Accuracy that it comes to. */
  readonly best: number
  readonly error?: string
}

const scripts: readonly Script[] = [
  { lr: 0.1, seed: 1, best: 0.871, batch: 128, optimizer: 'SGD' },
  { lr: 0.1, seed: 2, best: 0.867, batch: 128, optimizer: 'SGD' },
  { lr: 0.03, seed: 1, best: 0.884, batch: 128, optimizer: 'SGD' },
  { lr: 0.03, seed: 2, best: 0.889, batch: 64, optimizer: 'SGD' },
  { lr: 0.003, seed: 1, best: 0.902, batch: 64, optimizer: 'AdamW' },
  { lr: 0.001, seed: 1, best: 0.911, batch: 64, optimizer: 'AdamW' },
].map(({ best, ...parameters }) => ({
  name: `keras ${parameters.optimizer} ${parameters.lr}`,
  tags: ['keras', 'sweep'],
  parameters,
  epochs: 12,
  best,
}))

const diverging: Script = {
  name: 'keras SGD 2.0',
  tags: ['keras'],
  parameters: { lr: 2, seed: 1, batch: 128, optimizer: 'SGD' },
  epochs: 3,
  best: 0.1,
  error: 'ValueError: the loss of step 1,407 is not a number; the last finite one was 41.7',
}

/** A run as a script logs it: epochs, and one point a step. */
async function logScript(ask: Ask, project: string, script: Script): Promise<string> {
  const { name, tags, parameters, epochs, best, error } = script
  const { createRun } = (await ask(
    'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } userErrors { message } } }',
    { input: { project, name, tags, parameters, epochs: error ? 12 : epochs } },
  )) as Created
  const id = createRun.run?.id
  if (id === undefined) throw new Error(`not created: ${JSON.stringify(createRun)}`)
  const wobble = (at: number) => 0.006 * Math.sin(at * 2.3 + Number(parameters.seed))
  const rows = Array.from({ length: epochs }, (_, at) => {
    const reached = 1 - Math.exp(-(at + 1) / 2.6)
    return {
      index: at + 1,
      loss: error ? 2.3 * (at + 1) ** 2.6 : 0.9 - 0.72 * reached * best + wobble(at) / 2,
      accuracy: error ? 0.1 : best * (0.72 + 0.31 * reached),
      validationLoss: error ? 2.4 * (at + 1) ** 2.5 : 0.86 - 0.6 * reached * best + wobble(at),
      validationAccuracy: error ? 0.1 : best * (0.74 + 0.26 * reached) + wobble(at) - 0.004,
      learningRate: Number(parameters.lr),
      seconds: 4.2 + wobble(at) * 10,
      examplesPerSecond: 11_400 + wobble(at) * 40_000,
      step: (at + 1) * 469,
    }
  })
  const points = Array.from({ length: epochs * 40 }, (_, at) => ({
    name: 'loss',
    step: (at + 1) * 11,
    value: error ? 2.3 + at / 3 : 0.2 + 1.9 * Math.exp(-at / 60) + 3 * wobble(at * 1.7),
  }))
  await ask(
    'mutation ($id: ID!, $rows: [EpochInput!]!) { logEpochs(runId: $id, epochs: $rows) { userErrors { message } } }',
    { id, rows },
  )
  await ask(
    'mutation ($id: ID!, $points: [MetricPointInput!]!) { logMetrics(runId: $id, points: $points) { userErrors { message } } }',
    { id, points },
  )
  await ask(
    'mutation ($id: ID!, $status: RunStatus!, $error: String) { finishRun(id: $id, status: $status, error: $error) { userErrors { message } } }',
    { id, status: error ? 'FAILED' : 'COMPLETED', error },
  )
  return id
}

type State = { readonly status: string; readonly epochsCompleted: number }

const isOver = (ask: Ask, id: string) => reaches(ask, id, ({ status }) => status === 'COMPLETED', 'its end')

/** Waits until a run is so far. @throws Error when it ends otherwise, or after five minutes */
async function reaches(ask: Ask, id: string, isThere: (state: State) => boolean, what: string) {
  for (let tries = 0; tries < 600; tries++) {
    const { run } = (await ask('query ($id: ID!) { run(id: $id) { status epochsCompleted } }', {
      id,
    })) as { run: State }
    if (isThere(run)) return
    if (run.status === 'FAILED' || run.status === 'STOPPED')
      throw new Error(`run ${id} was ${run.status.toLowerCase()} before it reached ${what}`)
    await delay(500)
  }
  throw new Error(`run ${id} did not reach ${what} within five minutes`)
}
