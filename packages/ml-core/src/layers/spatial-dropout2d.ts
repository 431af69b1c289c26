import { z } from 'zod'
import { cast, known, scalar, shapeOfBatch } from '../graph/build.ts'
import { fraction } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'
import { imageShape } from './window.ts'

/**
 * Keras's SpatialDropout2D (Tompson et al., 2015, arXiv 1411.4280): while training, sets a share `rate` of an image's
 * channels to 0, each as a whole, and scales the others by 1 / (1 - rate).
 */
export const spatialDropout2d = defineLayer('SpatialDropout2D', {
  settings: z.strictObject({ rate: fraction }),
  outputShape: (_settings, input) => imageShape(input),
  forward(scope, { rate }, input) {
    if (!scope.training || rate === 0) return input
    const { graph } = scope
    const shape = shapeOfBatch(graph, scope.batchSize(), [null, 1, 1, known(input.shape[3])])
    const uniform = graph.tensor('StatelessRandomUniform', [shape, scope.randomSeed()], { dtype: 'float32' })
    const kept = cast(graph, graph.tensor('GreaterEqual', [uniform, scalar(graph, rate)], {}), 'float32')
    const factor = graph.tensor('Mul', [kept, scalar(graph, 1 / (1 - rate))], {})
    return graph.tensor('Mul', [input, cast(graph, factor, input.dtype)], {})
  },
})
