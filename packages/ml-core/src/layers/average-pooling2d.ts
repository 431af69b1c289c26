import { pair } from '../spec/settings.ts'
import { formatShape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'
import { defineLayer } from './layer.ts'
import { poolAttributes, poolOutput, poolSettings } from './pool.ts'
import { imageShape } from './window.ts'

/** Keras's AveragePooling2D on channels-last images; with padding "same" the border counts only what lies inside. */
export const averagePooling2d = defineLayer('AveragePooling2D', {
  settings: poolSettings(pair),
  outputShape(settings, input) {
    const [height, width] = imageShape(input)
    // TensorFlow's kernels without oneDNN give a wrong gradient there
    if (settings.poolSize[0] > height || settings.poolSize[1] > width)
      throw new LayerShapeError(
        `a ${formatShape(settings.poolSize)} pool does not fit an input of ${formatShape(input)}; use a smaller pool or GlobalAveragePooling2D, or drop a pooling before it`,
        'poolSize',
      )
    return poolOutput(settings, input)
  },
  forward: ({ graph }, settings, x) => graph.tensor('AvgPool', [x], poolAttributes(settings)),
})
