import path from 'node:path'
import { fitCommand } from './fit-command.ts'

/** The report's models, both at these precisions. */
export const MODELS = ['mlp', 'cnn'] as const
export const PRECISIONS = ['float32', 'bfloat16'] as const
export type ModelName = (typeof MODELS)[number]
export type PrecisionName = (typeof PRECISIONS)[number]

/** A way to train a model at a precision: a program that prints {"imagesPerSecond": ...}, a line an epoch. */
export type System = {
  readonly name: string
  readonly precision: PrecisionName
  /** The models that it is measured on. */
  readonly models: readonly ModelName[]
  readonly command: (model: ModelName) => readonly string[]
}

export type Places = {
  /** Python with the peers. */
  readonly python: string
  readonly dataFolder: string
  /** Images an epoch, by model. */
  readonly images: { readonly [M in ModelName]: number }
  readonly epochs: number
}

/** How PyTorch is run, and on which models: channels-last changes nothing for one without images. */
const TORCH_MODES: Readonly<Record<string, readonly ModelName[]>> = {
  eager: MODELS,
  compile: MODELS,
  'channels-last': ['cnn'],
  'channels-last+compile': ['cnn'],
}
/** Stock tfjs-node takes ten times as long: a part of the images tells as much. */
const TFJS_SHARE = 1 / 10

/** Every system that can be measured; the first word of a name is what `--systems` says. */
export function allSystems({ python, dataFolder, images, epochs }: Places): readonly System[] {
  const folder = path.join(dataFolder, 'datasets/fashion-mnist')
  const program = (name: string): string => path.join(import.meta.dirname, name)
  const size = (model: ModelName, share = 1): string[] => [
    model,
    String(Math.ceil((images[model] * share) / 64) * 64),
    String(epochs),
  ]
  const atelier = (precision: PrecisionName): System => ({
    name: 'atelier',
    precision,
    models: MODELS,
    command: (model) => {
      const [, count = '', rounds = ''] = size(model)
      return fitCommand(model, { images: count, epochs: rounds }, dataFolder, precision)
    },
  })
  const torch = (mode: string, models: readonly ModelName[], precision: PrecisionName): System => ({
    name: `torch ${mode}`,
    precision,
    models,
    command: (model) => {
      const full = precision === 'bfloat16' ? `${mode}+bf16` : mode
      return [python, program('../peers/torch_fit.py'), ...size(model), folder, full]
    },
  })
  return [
    atelier('float32'),
    atelier('bfloat16'),
    {
      name: 'keras',
      precision: 'float32',
      models: MODELS,
      command: (model) => [python, program('../peers/keras_fit.py'), ...size(model), folder],
    },
    {
      name: 'tfjs-node',
      precision: 'float32',
      models: MODELS,
      command: (model) => [
        process.execPath,
        program('../peers/tfjs_fit.mjs'),
        ...size(model, TFJS_SHARE),
        folder,
      ],
    },
    ...Object.entries(TORCH_MODES).flatMap(([mode, models]) => [
      torch(mode, models, 'float32'),
      torch(mode, models, 'bfloat16'),
    ]),
  ]
}
