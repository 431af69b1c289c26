export { type Dataset, datasetFolder, loadDataset } from './datasets/load.ts'
export { deviceName } from './runtime/tensorflow.ts'
export { TrainingDiverged, type TrainOptions, train } from './runtime/train.ts'
export * from './spec/index.ts'
