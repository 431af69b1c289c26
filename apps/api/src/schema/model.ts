import {
  countParameters,
  type LayerSummary as LayerSummaryShape,
  type ModelPreset as ModelPresetShape,
  modelPresets,
  type ParameterCount as ParameterCountShape,
  parseModel,
  summarizeLayers,
} from '@atelier/ml-core/spec'
import { type ModelRequest, modelInputOf, presetRecipe } from '../launch-training.ts'
import { builder } from './builder.ts'
import { LayerSummary, ParameterCount } from './layer-summary.ts'
import { Recipe } from './recipe.ts'
import { UserError, type UserErrorShape } from './user-error.ts'

export const ModelInput = builder.inputType('ModelInput', {
  description: 'A model, by exactly one of `preset` and `layers`.',
  fields: (t) => ({
    preset: t.string({ description: 'Name of one of `modelPresets`.' }),
    layers: t.field({
      type: ['JSON'],
      description: 'Layers in Keras\'s vocabulary: `{type: "Dense", units: 512, activation: "relu"}`.',
    }),
  }),
})

const ModelPreset = builder.objectRef<ModelPresetShape>('ModelPreset').implement({
  description: 'A model that is ready to be trained.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name by which launchRun finds it, such as `mlp`.' }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    description: t.exposeString('description', { description: 'What it is made of.' }),
    layers: t.field({
      type: 'JSON',
      description: "Layers in Keras's vocabulary.",
      resolve: (preset) => preset.layers,
    }),
    recipe: t.field({
      type: Recipe,
      nullable: true,
      description: 'How it is trained unless a launch says otherwise; null: as in the study.',
      resolve: presetRecipe,
    }),
  }),
})

type ModelPreviewShape = {
  readonly layers: readonly LayerSummaryShape[]
  readonly parameterCount: ParameterCountShape | null
  readonly userErrors: readonly UserErrorShape[]
}

const ModelPreview = builder.objectRef<ModelPreviewShape>('ModelPreview').implement({
  description: 'What a model would look like, before any time is spent on it.',
  fields: (t) => ({
    layers: t.field({
      type: [LayerSummary],
      description: 'Empty when there are userErrors.',
      resolve: (preview) => preview.layers,
    }),
    parameterCount: t.expose('parameterCount', {
      type: ParameterCount,
      nullable: true,
      description: 'Null when there are userErrors.',
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'What is wrong with the model.',
      resolve: (preview) => preview.userErrors,
    }),
  }),
})

/** The summary of a model for images of one shape, or what is wrong with it, each with its path into the arguments. */
function previewModel(model: ModelRequest, shape: readonly number[]): ModelPreviewShape {
  const parsed = parseModel(modelInputOf(model), shape)
  if (parsed.ok)
    return {
      layers: summarizeLayers(parsed.value),
      parameterCount: countParameters(parsed.value),
      userErrors: [],
    }
  const userErrors = parsed.issues.map((issue) => ({ ...issue, path: ['model', ...issue.path] }))
  return { layers: [], parameterCount: null, userErrors }
}

builder.queryFields((t) => ({
  modelPresets: t.field({
    type: [ModelPreset],
    description: 'Models that are ready to be trained.',
    resolve: () => modelPresets,
  }),
  previewModel: t.field({
    type: ModelPreview,
    description:
      'Layer summary and parameter count of a model for images of a shape, or what is wrong with it.',
    args: {
      model: t.arg({ type: ModelInput, required: true, description: 'The model.' }),
      inputShape: t.arg.intList({
        required: true,
        description: 'Height, width and channels of one image, such as `[28, 28, 1]`.',
        validate: { minLength: 1, maxLength: 8, items: { min: 1, max: 65_536 } },
      }),
    },
    resolve: (_root, { model, inputShape }) => previewModel(model, inputShape),
  }),
}))
