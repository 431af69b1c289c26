import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { optimizerTypes } from '../optimizers/index.ts'
import { findPreset, modelPresets } from '../spec/presets.ts'
import { LARGEST_SEED, type TrainingInput } from '../spec/training.ts'

export type StudyOptions = {
  readonly model: string
  readonly json: boolean
  readonly help: boolean
  /** Folder of the training's checkpoints; null: none are kept. */
  readonly checkpoints: string | null
  readonly resume: boolean
  readonly training: TrainingInput
}

const presetLines = modelPresets
  .map(
    ({ name, title, recipe }) =>
      `    ${name.padEnd(18)} ${title}${recipe ? ', with a recipe of its own' : ''}`,
  )
  .join('\n')

export const USAGE = `The Fashion-MNIST study in the terminal.

  npm run study -- --model mlp            the report's multilayer perceptron, 50 epochs
  npm run study -- --model cnn-fast       a small network by its own recipe
  npm run study -- --model cnn --epochs 1 --train-limit 640

  --model NAME         default mlp; what is not given below comes from its recipe, then from the study
${presetLines}
  --epochs N           passes over the training images (study: 50)
  --batch-size N       images a step (study: 64)
  --optimizer NAME     ${[...optimizerTypes.keys()].join(', ')}; with settings: SGD,momentum=0.9,nesterov=true
  --learning-rate X    its learning rate (study: 0.001)
  --weight-decay X     its weight decay
  --ema                averages the weights, and judges the averages
  --schedule NAME      of the learning rate, with settings: OneCycle,peakAt=0.3 or
                       PiecewiseConstantDecay,boundaries=10:20,values=1e-3:1e-4:1e-5
  --warm-up-epochs X   epochs over which the learning rate rises at the beginning
  --augmentation LIST  changes training images at random: flip=horizontal,shift=2,cutout=8, or none
  --label-smoothing X  share of every label that is spread over all classes
  --early-stopping-patience N
                       stops after N epochs without a lower validation loss, or none
  --train-limit N      only the first N training images
  --validation-split X share of the training images to validate on, instead of the test set
  --precision P        float32 or bfloat16 (study: float32)
  --seed N             repeats a run exactly (default: drawn, and printed)
  --checkpoints FOLDER keeps checkpoints there
  --resume             goes on from the newest checkpoint in that folder; give the same options and seed
  --json               one JSON object on standard output, nothing else
  --help               this text
`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/** Reads the arguments. @throws Error in one sentence when they cannot be understood */
export function readStudyOptions(args: readonly string[]): StudyOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string', default: 'mlp' },
      ...{ epochs: text, 'batch-size': text, precision: text, seed: text },
      ...{ optimizer: text, 'learning-rate': text, 'weight-decay': text, ema: flag },
      ...{ schedule: text, 'warm-up-epochs': text, augmentation: text, 'label-smoothing': text },
      ...{ 'early-stopping-patience': text, 'train-limit': text, 'validation-split': text },
      ...{ checkpoints: text, resume: flag, json: flag, help: flag },
    },
  })
  const given = (
    name: Exclude<keyof typeof values, 'ema' | 'resume' | 'json' | 'help'>,
  ): number | undefined => (values[name] === undefined ? undefined : Number(values[name]))
  if (values.resume && values.checkpoints === undefined)
    throw new Error('--resume goes on from checkpoints: name their folder with --checkpoints')
  if (values.resume && values.seed === undefined)
    throw new Error('--resume goes on with the seed that the training began with: give it with --seed')
  return {
    ...{ model: values.model, json: values.json, help: values.help },
    ...{ checkpoints: values.checkpoints ?? null, resume: values.resume },
    training: {
      model: { preset: values.model },
      optimizer: optimizerOf(values.model, {
        ...{ named: values.optimizer, learningRate: given('learning-rate') },
        settings: {
          ...(values['weight-decay'] === undefined ? {} : { weightDecay: given('weight-decay') }),
          ...(values.ema ? { useEma: true } : {}),
        },
      }),
      learningRateSchedule: scheduleOf(values.model, values.schedule, given('warm-up-epochs')),
      augmentation: values.augmentation === undefined ? null : settingsIn(values.augmentation),
      earlyStopping: earlyStoppingOf(values.model, values['early-stopping-patience']),
      ...{
        labelSmoothing: given('label-smoothing'),
        epochs: given('epochs'),
        batchSize: given('batch-size'),
      },
      ...{ trainLimit: given('train-limit'), validationSplit: given('validation-split') },
      ...{ precision: values.precision, seed: given('seed') ?? randomInt(LARGEST_SEED) },
    },
  }
}

const recipeOf = (preset: string) => findPreset(preset)?.recipe

type Settings = Readonly<Record<string, unknown>>
type OptimizerGiven = {
  readonly named: string | undefined
  readonly learningRate: number | undefined
  readonly settings: Settings
}

/** What was given, over the recipe's optimizer where that is not another one; null where nothing was. */
function optimizerOf(preset: string, { named, learningRate, settings }: OptimizerGiven) {
  if (named === undefined && learningRate === undefined && Object.keys(settings).length === 0) return null
  const [type, own] = typeAndSettings(named)
  const recipe = recipeOf(preset)?.optimizer
  const kept = type === undefined || type === recipe?.type ? recipe : null
  return {
    type: type ?? kept?.type,
    learningRate: learningRate ?? kept?.learningRate,
    settings: { ...isSettings(kept?.settings), ...own, ...settings },
  }
}

function scheduleOf(preset: string, named: string | undefined, warmUpEpochs: number | undefined) {
  if (named === undefined && warmUpEpochs === undefined) return null
  const [type, settings] = typeAndSettings(named)
  const kept = type === undefined ? recipeOf(preset)?.learningRateSchedule : null
  return {
    type: type ?? kept?.type,
    settings: { ...isSettings(kept?.settings), ...settings },
    warmUpEpochs: warmUpEpochs ?? kept?.warmUpEpochs,
  }
}

function earlyStoppingOf(preset: string, patience: string | undefined): object | null {
  if (patience === undefined) return null
  return patience === 'none' ? {} : { ...recipeOf(preset)?.earlyStopping, patience: Number(patience) }
}

const isSettings = (settings: unknown): object =>
  typeof settings === 'object' && settings !== null ? settings : {}

/** `SGD,momentum=0.9` as the type and its settings. */
function typeAndSettings(named: string | undefined): [type: string | undefined, settings: Settings] {
  if (named === undefined) return [undefined, {}]
  const [type = '', ...rest] = named.split(',')
  return [type, settingsIn(rest.join(','))]
}

/** `shift=2,flip=horizontal` as settings; `none` and nothing at all: none. */
function settingsIn(list: string): Settings {
  if (list === '' || list === 'none') return {}
  return Object.fromEntries(
    list.split(',').map((pair) => {
      const [name = '', value] = pair.split('=')
      if (value === undefined) throw new Error(`"${pair}" is no setting: write it as name=value`)
      return [name, settingOf(value)]
    }),
  )
}

/** A switch, a number, a list of numbers with colons between them, or a word. */
function settingOf(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true'
  if (value.includes(':')) return value.split(':').map(Number)
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

/** What is wrong at a path into the training, named by the option that sets it. */
export function optionIssue(path: readonly string[], message: string): string {
  const [first = '', ...rest] = path
  const last = path.at(-1) ?? first
  const own = ownOptions[last]
  if (own !== undefined) return `${own}: ${message}`
  const within = rest.filter((part) => part !== 'settings' && part !== 'type' && part !== 'preset').join('.')
  const option = groupOptions[first] ?? `--${dashed(first)}`
  return within === '' ? `${option}: ${message}` : `${option}: ${within} ${message}`
}

const ownOptions: { readonly [setting: string]: string | undefined } = {
  learningRate: '--learning-rate',
  weightDecay: '--weight-decay',
  useEma: '--ema',
  warmUpEpochs: '--warm-up-epochs',
}
const groupOptions: { readonly [field: string]: string | undefined } = {
  learningRateSchedule: '--schedule',
  earlyStopping: '--early-stopping-patience',
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
