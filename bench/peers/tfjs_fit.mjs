// The study's models in stock tfjs-node: prints one JSON line an epoch, {"imagesPerSecond": ...}.
//
//   tfjs_fit.mjs mlp|cnn IMAGES EPOCHS DATA_FOLDER
//
// The CNN is written as the others are; tfjs cannot train BatchNormalization over axis 1 and says so by an error.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import util from 'node:util'
import { gunzipSync } from 'node:zlib'

// tfjs-node 4.22 calls two functions that Node 23 removed
util.isNullOrUndefined ??= (value) => value == null
util.isArray ??= Array.isArray
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const { default: tf } = await import('@tensorflow/tfjs-node-gpu')

const [name, images, epochs, folder] = process.argv.slice(2)
const count = Number(images)
const read = (file, offset) => gunzipSync(readFileSync(path.join(folder, file))).subarray(offset)
const pixels = read('train-images-idx3-ubyte.gz', 16).subarray(0, count * 784)
const labels = read('train-labels-idx1-ubyte.gz', 8).subarray(0, count)

const { layers } = tf
const dense = (units, options = {}) => [
  layers.dense({ units, activation: 'relu', ...options }),
  layers.batchNormalization(),
]
const conv = (filters, options = {}) => [
  layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...options }),
  layers.batchNormalization({ axis: 1 }),
]
const dropout = () => layers.dropout({ rate: 0.3 })
const body =
  name === 'mlp'
    ? [...dense(512, { inputShape: [784] }), ...dense(512), dropout(), ...dense(256), ...dense(256)]
    : [
        ...[...conv(128, { inputShape: [28, 28, 1] }), ...conv(128), dropout(), ...conv(256), ...conv(256)],
        ...[layers.maxPooling2d({ poolSize: 2 }), dropout(), layers.flatten(), ...dense(256), ...dense(256)],
      ]
const model = tf.sequential({
  layers: [...body, dropout(), layers.dense({ units: 10, activation: 'softmax' })],
})
model.compile({
  optimizer: tf.train.adam(1e-3, 0.9, 0.999, 1e-8),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
})
const shape = name === 'mlp' ? [count, 784] : [count, 28, 28, 1]
const x = tf.tensor(Float32Array.from(pixels), shape).div(255)
const y = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat()
for (let epoch = 0; epoch < Number(epochs); epoch++) {
  const started = performance.now()
  await model.fit(x, y, { batchSize: 64, epochs: 1, verbose: 0, yieldEvery: 'never' })
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`${JSON.stringify({ imagesPerSecond: count / seconds })}\n`)
}
