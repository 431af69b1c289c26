export { type TrainOptions, train } from './runtime/train.ts'
export * from './spec/index.ts'
