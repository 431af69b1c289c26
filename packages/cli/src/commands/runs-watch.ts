import { createClient, type RunEvent } from '@atelier/client'
import { Failure } from '../fail.ts'
import { RunDetailsDocument } from '../gql/graphql.ts'
import { command } from './command.ts'
import { existing } from './find-runs.ts'

export const runsWatch = command({
  name: 'runs watch',
  description: 'Everything that happens in a run, live, until it is over; fails when the run fails',
  args: {
    id: { type: 'positional', required: true, description: 'The run' },
    after: { type: 'string', description: 'Only what came after this cursor', valueHint: 'cursor' },
    json: { type: 'boolean', description: 'One JSON object a line, with its cursor' },
  },
  async run({ url, workspace, id, after, json }) {
    const client = createClient({ url, workspace })
    // A stream is tried again for ever: a wrong address, or a run that is not there, is told before.
    existing((await client.ask(RunDetailsDocument, { id })).run, id)
    let failure: string | null = null
    for await (const event of client.runEvents(id, { after: after ?? null })) {
      if (event.__typename === 'StatusChanged')
        failure = event.status === 'FAILED' ? (event.reason ?? 'The run failed.') : null
      const line = json ? JSON.stringify(event) : `${clock(event.at)}  ${sentenceOf(event)}`
      process.stdout.write(`${line}\n`)
    }
    if (failure !== null) throw new Failure(`The run failed: ${failure}`)
  },
})

type Sentences = {
  readonly [Type in RunEvent['__typename']]: (
    event: Extract<RunEvent, { readonly __typename: Type }>,
  ) => string
}

/** Here, where it is watched. */
const clock = (at: string): string => new Date(at).toTimeString().slice(0, 8)
const percent = (share: number | null): string => (share === null ? '?' : `${(100 * share).toFixed(2)} %`)
const short = (value: number | null): string => (value === null ? '?' : String(Number(value.toPrecision(4))))

/** A new type of event is a type error here until there are words for it. */
const sentences: Sentences = {
  StatusChanged: ({ status, reason }) => `${status.toLowerCase()}${reason === null ? '' : `: ${reason}`}`,
  StepProgress: ({ epoch, step, stepsPerEpoch, loss, accuracy, examplesPerSecond }) =>
    `epoch ${epoch}, step ${step} of ${stepsPerEpoch}: loss ${short(loss)}, accuracy ${percent(accuracy)}, ${Math.round(examplesPerSecond)} images/s`,
  EpochCompleted: ({ completed: { index, loss, accuracy, validationLoss, validationAccuracy } }) =>
    `epoch ${index} is over: loss ${short(loss)}, accuracy ${percent(accuracy)}, validation loss ${short(validationLoss)}, validation accuracy ${percent(validationAccuracy)}`,
  LayersSummarized: ({ layers, parameterCount }) =>
    `${layers.length} layers with ${parameterCount.total.toLocaleString('en')} parameters`,
  ConfusionMatrixComputed: ({ confusionMatrix: { epoch, accuracy } }) =>
    `confusion matrix of epoch ${epoch}: ${percent(accuracy)} right`,
  EvaluationCompleted: ({ evaluation: { split, accuracy, loss } }) =>
    `evaluated on the ${split.toLowerCase()} images: accuracy ${percent(accuracy)}, loss ${short(loss)}`,
  MetricsLogged: ({ points }) => {
    const newest = new Map(points.map(({ name, value }) => [name, value]))
    const some = [...newest].slice(0, 4).map(([name, value]) => `${name} ${short(value)}`)
    const more = newest.size > some.length ? `, and ${newest.size - some.length} more` : ''
    return `step ${points.at(-1)?.step ?? '?'}: ${some.join(', ')}${more}`
  },
  RunRecovered: ({ attempt, lastEpoch, takenBack, reason }) => {
    const gone = takenBack === 0 ? '' : `; ${takenBack} later taken back and trained again`
    return `attempt ${attempt} goes on ${lastEpoch === 0 ? 'from the start' : `after epoch ${lastEpoch}`}${gone}${reason === null ? '' : `: ${reason}`}`
  },
  LogLine: ({ level, message }) => (level === 'info' ? message : `${level}: ${message}`),
}

function sentenceOf<Type extends RunEvent['__typename']>(
  event: Extract<RunEvent, { readonly __typename: Type }>,
): string {
  // The table has for each type the words for just that type.
  const sentence: (event: Extract<RunEvent, { readonly __typename: Type }>) => string =
    sentences[event.__typename as Type]
  return sentence(event)
}
