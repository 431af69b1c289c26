export { describeError } from './describe-error.ts'
export { createLog, type LogOptions } from './log.ts'
export { noTracing, type Span, type Tracing } from './tracing.ts'
