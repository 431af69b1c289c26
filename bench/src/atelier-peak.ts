import { matrixProductPeak } from '@atelier/ml-core/matrix-peak'

/** atelier-peak.ts float32|bfloat16: prints {"gigaflops": ...}, the speed of large matrix products through our graph. */
const precision = process.argv[2] === 'bfloat16' ? 'bfloat16' : 'float32'
process.stdout.write(`${JSON.stringify({ gigaflops: await matrixProductPeak(precision) })}\n`)
