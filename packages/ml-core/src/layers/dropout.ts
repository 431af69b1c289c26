import { z } from 'zod'
import { cast, scalar, shapeOf } from '../graph/build.ts'
import { fraction } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'

/** Keras's Dropout: while training, sets a share `rate` of the entries to 0 and scales the others by 1 / (1 - rate). */
export const dropout = defineLayer('Dropout', {
  settings: z.strictObject({ rate: fraction }),
  outputShape: (_settings, input) => input,
  forward(scope, { rate }, input) {
    if (!scope.training || rate === 0) return input
    const { graph } = scope
    const uniform = graph.tensor('StatelessRandomUniform', [shapeOf(graph, input), scope.randomSeed()], {
      dtype: 'float32',
    })
    const kept = graph.tensor('GreaterEqual', [uniform, scalar(graph, rate)], {})
    const scaled = graph.tensor('Mul', [input, scalar(graph, 1 / (1 - rate), input.dtype)], {})
    return graph.tensor('Mul', [scaled, cast(graph, kept, input.dtype)], {})
  },
})
