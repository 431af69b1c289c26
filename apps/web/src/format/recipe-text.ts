import { counted } from './figures.ts'
import { settingsInForce } from './settings-text.ts'

/** How a model is trained, in the terms of the spec or as it was typed. */
export type RecipeShown = {
  readonly epochs: number
  readonly batchSize: number
  readonly precision: string
  readonly optimizer: {
    readonly type: string
    readonly learningRate: number
    readonly settings: Readonly<Record<string, unknown>>
  }
  readonly learningRateSchedule: {
    readonly type: string
    readonly settings: Readonly<Record<string, unknown>>
    readonly warmUpEpochs: number
  }
  readonly earlyStopping: object | null
  readonly augmentation: object | null
  readonly labelSmoothing: number
}

export type RecipePart = keyof RecipeShown

/** All parts, in the order in which they are told. */
export const recipeParts: readonly RecipePart[] = [
  ...(['epochs', 'batchSize', 'optimizer', 'learningRateSchedule'] as const),
  ...(['augmentation', 'labelSmoothing', 'earlyStopping', 'precision'] as const),
]

/** `OneCycle` as `one cycle`, `ReduceLROnPlateau` as `reduce LR on plateau`. */
export const spaced = (type: string): string =>
  type
    .replace(/(LR)?([A-Z][a-z]+)/g, (_, rate: string | undefined, word: string) =>
      [rate, word.toLowerCase()].filter(Boolean).join(' ').concat(' '),
    )
    .trim()

const settingWords: { readonly [name: string]: (value: unknown) => string } = {
  weightDecay: (value) => `weight decay ${value}`,
  momentum: (value) => `momentum ${value}`,
  nesterov: () => 'Nesterov',
  includeConvolutions: () => 'convolutions too',
  excludeOutput: () => 'output by Adam',
  clipnorm: (value) => `clip norm ${value}`,
  clipvalue: (value) => `clip value ${value}`,
  globalClipnorm: (value) => `global clip norm ${value}`,
  useEma: () => 'weights averaged',
  flip: () => 'flip',
  shift: (value) => `shift ${value}`,
  rotation: (value) => `rotation ${value}°`,
  zoom: (value) => `zoom ${value}`,
  cutout: (value) => `cutout ${value}`,
}

const wordsOf = (settings: unknown): string[] =>
  settingsInForce(settings).flatMap(([name, value]) => settingWords[name]?.(value) ?? [])

/** Each part of a recipe in a few words; nothing for what is off. */
const texts: { readonly [Part in RecipePart]: (recipe: RecipeShown) => string } = {
  epochs: ({ epochs }) => counted(epochs, 'epoch'),
  batchSize: ({ batchSize }) => `batches of ${batchSize}`,
  precision: ({ precision }) => (precision === 'float32' ? '32-bit float' : 'bfloat16'),
  optimizer: ({ optimizer: { type, learningRate, settings } }) =>
    [`${type} ${learningRate}`, ...wordsOf(settings)].join(', '),
  learningRateSchedule: ({ learningRateSchedule: { type, warmUpEpochs } }) =>
    [
      type === 'Constant' ? 'constant rate' : spaced(type),
      ...(warmUpEpochs > 0 ? [`warm-up ${warmUpEpochs} epochs`] : []),
    ].join(', '),
  augmentation: ({ augmentation }) => wordsOf(augmentation).join(', '),
  labelSmoothing: ({ labelSmoothing }) => (labelSmoothing > 0 ? `label smoothing ${labelSmoothing}` : ''),
  earlyStopping: ({ earlyStopping }) =>
    earlyStopping && 'patience' in earlyStopping ? `early stopping after ${earlyStopping.patience}` : '',
}

/** Parts of a recipe in a few words: `8 epochs, batches of 128`; `none` where all of them are off. */
export const recipeText = (recipe: RecipeShown, parts: readonly RecipePart[]): string =>
  parts
    .map((part) => texts[part](recipe))
    .filter((text) => text !== '')
    .join(', ') || 'none'

/** What an optimizer does beside its own formula. */
export const optimizerExtras = ({ optimizer }: RecipeShown): string =>
  wordsOf(optimizer.settings).join(', ') || 'no decay, no clipping'
