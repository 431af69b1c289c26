import { z } from 'zod'
import { cast, scalar, shapeOfBatch } from '../graph/build.ts'
import { fraction } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'

/** Keras's Dropout: while training, sets a share `rate` of the entries to 0 and scales the others by 1 / (1 - rate). */
export const dropout = defineLayer('Dropout', {
  settings: z.strictObject({ rate: fraction }),
  outputShape: (_settings, input) => input,
  forward(scope, { rate }, input) {
    if (!scope.training || rate === 0) return input
    const { graph } = scope
    const shape = shapeOfBatch(graph, scope.batchSize(), input.shape)
    const uniform = graph.tensor('StatelessRandomUniform', [shape, scope.randomSeed()], { dtype: 'float32' })
    const kept = graph.tensor('GreaterEqual', [uniform, scalar(graph, rate)], {})
    // Scale and mask in one factor: its gradient is one pass over the entries, not two. Until then a byte an entry is kept.
    const scale = scalar(graph, 1 / (1 - rate), input.dtype)
    const factor = graph.recomputed(() => graph.tensor('Mul', [cast(graph, kept, input.dtype), scale], {}))
    return graph.tensor('Mul', [input, factor], {})
  },
})
