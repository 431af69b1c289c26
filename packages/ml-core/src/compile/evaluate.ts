import { feed, ints } from '../graph/build.ts'
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import type { Compilation } from './compilation.ts'
import { batch } from './data.ts'
import { forward, predictedClass } from './forward.ts'
import { fetch, type Signature } from './signature.ts'

/**
 * indices -> loss, predicted class and its probability, an example an entry. Where the optimizer averages the weights,
 * the averages stand in for them; the loss is the one that is trained, label smoothing included, as in Keras.
 */
export function evaluate(compilation: Compilation): Signature {
  const { graph, spec, data, weights, averages } = compilation
  const indices = feed(graph, 'indices', 'int32', [null])
  const { images, labels } = batch(graph, data, indices.tensor)
  const { logits } = forward({ ...compilation, weights: new Map([...weights, ...averages]) }, images, false)
  const probabilities = graph.tensor('Softmax', [logits], {})
  const confidence = graph.tensor('Max', [probabilities, ints(graph, [1])], { keep_dims: false })
  return {
    inputs: { indices: indices.bytes },
    outputs: {
      loss: fetch(graph, 'loss', categoricalCrossentropy(graph, logits, labels, spec.labelSmoothing)),
      predicted: fetch(graph, 'predicted', predictedClass(graph, logits)),
      confidence: fetch(graph, 'confidence', confidence),
    },
  }
}
