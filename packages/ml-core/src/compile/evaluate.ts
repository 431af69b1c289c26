import { feed, ints } from '../graph/build.ts'
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts'
import type { Compilation } from './compilation.ts'
import { batch } from './data.ts'
import { forward, predictedClass } from './forward.ts'
import { fetch, type Signature } from './signature.ts'

/** indices -> loss, predicted class and its probability, an example an entry */
export function evaluate(compilation: Compilation): Signature {
  const { graph, data } = compilation
  const indices = feed(graph, 'indices', 'int32', [null])
  const { images, labels } = batch(graph, data, indices.tensor)
  const { logits } = forward(compilation, images, false)
  const probabilities = graph.tensor('Softmax', [logits], {})
  const confidence = graph.tensor('Max', [probabilities, ints(graph, [1])], { keep_dims: false })
  return {
    inputs: { indices: indices.bytes },
    outputs: {
      loss: fetch(graph, 'loss', categoricalCrossentropy(graph, logits, labels)),
      predicted: fetch(graph, 'predicted', predictedClass(graph, logits)),
      confidence: fetch(graph, 'confidence', confidence),
    },
  }
}
