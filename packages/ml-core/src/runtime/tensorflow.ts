import './node-compatibility.ts'
import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs-node-gpu'

/** The one place where TensorFlow is loaded. */
export { tf }

/** Where training runs, for people: "CUDA GPU" or the processor's model and its cores. */
export function deviceName(): string {
  const backend: unknown = tf.backend()
  const gpu =
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice
  if (gpu === true) return 'CUDA GPU'
  const [first] = cpus()
  return `${first?.model.trim() ?? 'CPU'} (${cpus().length} cores)`
}
