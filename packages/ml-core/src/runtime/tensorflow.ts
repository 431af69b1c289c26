import './node-compatibility.ts'
import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs-node-gpu'

/** The one place where TensorFlow is loaded. */
export { tf }

/** True where TensorFlow found a CUDA device. */
export function hasGpu(): boolean {
  const backend: unknown = tf.backend()
  return (
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true
  )
}

/** Where training runs, for people: "CUDA GPU" or the processor's model and its cores. */
export function deviceName(): string {
  if (hasGpu()) return 'CUDA GPU'
  const [first] = cpus()
  return `${first?.model.trim() ?? 'CPU'} (${cpus().length} cores)`
}
