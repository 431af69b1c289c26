import { type DatasetInfo, type Parsed, parseTraining, type SpecIssue } from '@atelier/ml-core/spec'
import { z } from 'zod'
import { apiFlip, apiMonitor, apiPrecision, specFlip, specMonitor, specPrecision } from './api-names.ts'
import { MOST_RESTARTS } from './check-values.ts'
import { editedLayers } from './edited-layers.ts'
import { emptyValues, type LaunchValues, numberIn, trainingOf, typedRecipe } from './launch-values.ts'

type Fields = Readonly<Record<string, unknown>>
type Words = Readonly<Record<string, string>>

/** What the form asks for as launchRun takes it, the project aside. A number that is wrong stands as null. */
export function launchJson(values: LaunchValues): Fields {
  const { model, earlyStopping, augmentation, precision, ...rest } = trainingOf(values)
  const { epochs, batchSize, optimizer, learningRateSchedule, labelSmoothing, ...limits } = rest
  const name = values.name.trim()
  return {
    ...(name === '' ? {} : { name }),
    ...(values.tags.length === 0 ? {} : { tags: values.tags }),
    ...{ dataset: values.dataset, model, epochs, batchSize, optimizer, learningRateSchedule },
    earlyStopping: renamed(earlyStopping, 'monitor', apiMonitor),
    augmentation: renamed(augmentation, 'flip', apiFlip),
    ...{ labelSmoothing, precision: apiPrecision[precision] },
    ...Object.fromEntries(
      Object.entries({ ...limits, maxRestarts: numberIn(values.maxRestarts) }).filter(
        ([, value]) => value !== null,
      ),
    ),
  }
}

const renamed = (fields: Fields, name: string, words: Words): Fields => {
  const word = fields[name]
  return typeof word === 'string' ? { ...fields, [name]: words[word] ?? word } : fields
}

const fields = {
  ...{ name: z.string().max(120).nullish(), tags: z.array(z.string()).max(20).nullish() },
  ...{ dataset: z.string().nullish(), projectId: z.string().nullish() },
  model: z.strictObject({ preset: z.string().nullish(), layers: z.array(z.unknown()).nullish() }),
  ...{
    epochs: z.unknown().optional(),
    batchSize: z.unknown().optional(),
    labelSmoothing: z.unknown().optional(),
    trainLimit: z.unknown().optional(),
  },
  ...{
    validationSplit: z.unknown().optional(),
    seed: z.unknown().optional(),
    maxRestarts: z.int().min(0).max(MOST_RESTARTS).nullish(),
    optimizer: z.looseObject({}).nullish(),
  },
  learningRateSchedule: z.looseObject({}).nullish(),
  precision: wordOf(specPrecision).nullish(),
  earlyStopping: z.looseObject({ monitor: wordOf(specMonitor).nullish() }).nullish(),
  augmentation: z.looseObject({ flip: wordOf(specFlip).nullish() }).nullish(),
}
const input = z.strictObject(fields)

/** A word of the API, taken as the spec's. */
function wordOf<const Spec extends string>(words: Readonly<Record<string, Spec>>) {
  return z.enum(Object.keys(words)).transform((word) => words[word])
}

/**
 * Reads what launchJson wrote, edited or not. Issues carry their path; an empty one means the text itself. A project is
 * passed over: the form knows where the run belongs.
 */
export function parseLaunchJson(text: string, datasets: readonly DatasetInfo[]): Parsed<LaunchValues> {
  const read = readJson(text)
  if (!read.ok) return read
  const header = input.safeParse(read.value)
  if (!header.success) return { ok: false, issues: header.error.issues.map(issueOf) }
  const { name, tags, dataset: wanted, projectId: _, model, seed, maxRestarts, ...rest } = header.data
  const dataset = datasets.find((one) => one.name === (wanted ?? emptyValues.dataset))
  if (!dataset) {
    const message = `there is no data set "${wanted}"; there are: ${datasets.map((one) => one.name).join(', ')}`
    return { ok: false, issues: [{ path: ['dataset'], message, code: 'NOT_FOUND' }] }
  }
  const { optimizer = null, learningRateSchedule = null, earlyStopping = null, augmentation = null } = rest
  const { preset = null, layers = null } = model
  const spec = parseTraining(
    {
      ...{ ...rest, optimizer, learningRateSchedule, earlyStopping, augmentation },
      // The spec wants the seed drawn.
      ...{ model: { preset, layers }, seed: seed ?? 0 },
    },
    dataset,
  )
  if (!spec.ok) return spec
  const { trainLimit, validationSplit } = spec.value
  return {
    ok: true,
    value: {
      ...{ ...emptyValues, ...typedRecipe(spec.value), dataset: dataset.name },
      ...{ name: name ?? '', tags: tags ?? [], preset: preset ?? '' },
      layers: layers && editedLayers(layers),
      maxRestarts: maxRestarts ?? '',
      ...{ trainLimit: trainLimit ?? '', seed: seed === undefined || seed === null ? '' : spec.value.seed },
      ...(validationSplit === null
        ? {}
        : { validation: 'split', validationPercent: Number((validationSplit * 100).toFixed(4)) }),
    },
  }
}

function readJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    const message = `The text is no JSON: ${error instanceof Error ? error.message : String(error)}`
    return { ok: false, issues: [{ path: [], message, code: 'INVALID_VALUE' }] }
  }
}

function issueOf(issue: z.core.$ZodIssue): SpecIssue {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return { path, message: sentence(issue), code: 'INVALID_VALUE' }
  const [first = ''] = issue.keys
  const known = path.length === 0 ? Object.keys(fields) : ['preset', 'layers']
  const message = `is no field of it; there are: ${known.filter((name) => name !== 'projectId').join(', ')}`
  return { path: [...path, first], message, code: 'UNKNOWN_FIELD' }
}

const sentence = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value'
    ? `must be one of ${issue.values.map(String).join(', ')}`
    : issue.message.replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be of type $1, is $2')
