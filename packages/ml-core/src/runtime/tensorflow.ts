import './node-compatibility.ts'
import './tensorflow-environment.ts'
import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs-node-gpu'
import type { Target } from '../compile/target.ts'
import type { Device } from '../layers/forward-scope.ts'
import { DEVICE_CHOICES } from '../spec/device.ts'
import { gpuName, isCudaBuild } from './gpu.ts'
import { hasFastBfloat16, processorInfo } from './processor.ts'
import { askedDevice } from './tensorflow-environment.ts'

/** The one place where TensorFlow is loaded. */
export { tf }

/**
 * Where trainings of this process run: as ATELIER_DEVICE says, or on the GPU that TensorFlow found, if any.
 * @throws Error in one sentence when ATELIER_DEVICE is none of its values, or asks for a GPU that cannot be used
 */
function trainingDevice(): Device {
  if (!DEVICE_CHOICES.some((choice) => choice === askedDevice))
    throw new Error(`ATELIER_DEVICE must be auto, cpu or gpu, not "${askedDevice}"`)
  if (hasGpu()) return 'gpu'
  if (askedDevice !== 'gpu') return 'cpu'
  const advice = isCudaBuild()
    ? 'see what nvidia-smi says'
    : 'its CPU build is installed; "ATELIER_TENSORFLOW=gpu npm run setup" installs the other'
  throw new Error(`ATELIER_DEVICE is gpu, but TensorFlow found no GPU that it can use: ${advice}`)
}

/**
 * What a graph for this process is compiled for.
 * @throws Error as trainingDevice
 */
export function trainingTarget(): Target {
  const device = trainingDevice()
  return { device, fastBfloat16: device === 'gpu' || hasFastBfloat16(processorInfo()) }
}

/**
 * The device for people: the card's name, or the processor's with its cores, and why it is not the GPU where
 * TensorFlow's CUDA build found none.
 * @throws Error as trainingDevice
 */
export function deviceName(): string {
  if (trainingDevice() === 'gpu') return gpuName()
  const [first] = cpus()
  const missing = askedDevice === 'auto' && isCudaBuild() ? '; the CUDA build found no usable GPU' : ''
  return `${first?.model.trim() ?? 'CPU'} (${cpus().length} cores${missing})`
}

/** True where TensorFlow found a CUDA device. */
function hasGpu(): boolean {
  const backend: unknown = tf.backend()
  return (
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true
  )
}
