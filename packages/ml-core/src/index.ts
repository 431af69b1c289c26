export * from './spec/index.ts'
export { type TrainOptions, train } from './runtime/train.ts'
