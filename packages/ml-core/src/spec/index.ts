export type { AugmentationSpec } from '../augmentation/augmentation.ts'
export { augmentationJsonSchema } from '../augmentation/augmentation.ts'
export { datasets, findDataset } from '../datasets/catalogue.ts'
export { layerTypes } from '../layers/index.ts'
export type { OptimizerSpec } from '../optimizers/index.ts'
export { optimizerTypes } from '../optimizers/index.ts'
export type { ScheduleInput, SchedulePosition, ScheduleSpec } from '../schedules/index.ts'
export { parseSchedule, scheduleTypes } from '../schedules/index.ts'
export type { EarlyStoppingSpec } from './early-stopping.ts'
export { bestEpoch, earlyStoppingJsonSchema, shouldStop } from './early-stopping.ts'
export type { EpochFigures, Monitor } from './epoch-figures.ts'
export { MONITORS } from './epoch-figures.ts'
export type {
  ActivationStatistics,
  Histogram,
  LayerStatistics,
  WeightStatistics,
} from './layer-statistics.ts'
export { HISTOGRAM_BINS } from './layer-statistics.ts'
export type { LayerSummary, Model, ModelInput, ModelPreset, ParameterCount, ResolvedLayer } from './model.ts'
export { countParameters, modelPresets, parseClassifier, parseModel, summarizeLayers } from './model.ts'
export type { LayerSpec } from './presets.ts'
export type { Shape } from './shape.ts'
export { formatShape, sizeOf } from './shape.ts'
export type { Parsed, SpecIssue, SpecIssueCode } from './spec-error.ts'
export { SpecError, unwrap } from './spec-error.ts'
export type { DatasetInfo, Precision, RecipeInput, TrainingInput, TrainingSpec } from './training.ts'
export { LARGEST_SEED, PRECISIONS, parseTraining, trainCountOf } from './training.ts'
export type { TrainingEvent } from './training-event.ts'
