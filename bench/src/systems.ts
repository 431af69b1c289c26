import path from 'node:path'
import { fitCommand } from './fit-command.ts'

/** A way to train a model at a precision: a program that prints {"imagesPerSecond": ...}, a line an epoch. */
export type System = {
  readonly name: string
  readonly precision: string
  /** The models that it is measured on. */
  readonly models: readonly string[]
  readonly command: (model: string) => readonly string[]
}

export type Places = {
  /** Python with the peers. */
  readonly python: string
  readonly dataFolder: string
  /** Images an epoch, by model. */
  readonly images: Readonly<Record<string, number>>
  readonly epochs: number
}

const BOTH = ['mlp', 'cnn'] as const
/** How PyTorch is run, and on which models: channels-last changes nothing for one without images. */
const TORCH_MODES: Readonly<Record<string, readonly string[]>> = {
  eager: BOTH,
  compile: BOTH,
  'channels-last': ['cnn'],
  'channels-last+compile': ['cnn'],
}
/** Stock tfjs-node takes ten times as long: a part of the images tells as much. */
const TFJS_SHARE = 1 / 10

/** Every system that can be measured; the first word of a name is what `--systems` says. */
export function allSystems({ python, dataFolder, images, epochs }: Places): readonly System[] {
  const folder = path.join(dataFolder, 'datasets/fashion-mnist')
  const program = (name: string): string => path.join(import.meta.dirname, name)
  const size = (model: string, share = 1): string[] => [
    model,
    String(Math.ceil(((images[model] ?? 640) * share) / 64) * 64),
    String(epochs),
  ]
  const atelier = (precision: string): System => ({
    name: 'atelier',
    precision,
    models: BOTH,
    command: (model) => {
      const [, count = '', rounds = ''] = size(model)
      return fitCommand(model, { images: count, epochs: rounds }, dataFolder, precision)
    },
  })
  const torch = (mode: string, models: readonly string[], precision: string): System => ({
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
      models: BOTH,
      command: (model) => [python, program('../peers/keras_fit.py'), ...size(model), folder],
    },
    {
      name: 'tfjs-node',
      precision: 'float32',
      models: BOTH,
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
