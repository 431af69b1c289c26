import { settingName } from '../format/settings-text.ts'

/** Where a field is not called as the setting is elsewhere. */
const labels: { readonly [field: string]: string | undefined } = {
  name: 'Name',
  tags: 'Tags',
  dataset: 'Data set',
  preset: 'Model',
  layers: 'Layers',
  trainLimit: 'Training images',
  validationPercent: 'Held back',
  maxRestarts: 'Restarts',
  'optimizer.type': 'Optimizer',
  'learningRateSchedule.type': 'Schedule',
  optimizer: 'Optimizer',
  learningRateSchedule: 'Schedule',
  warmUpEpochs: 'Warm-up',
  adamLrRatio: 'Adam learning rate',
  globalClipnorm: 'Global clip norm',
  useEma: 'Average the weights (EMA)',
  patience: 'Stop after',
  'learningRateSchedule.settings.patience': 'Patience',
  cutoutProbability: 'Share with cutout',
}

/** What a field is called on the page. */
export function labelOf(field: string): string {
  const layer = /^layers\.(\d+)/.exec(field)?.[1]
  if (layer !== undefined) return `Layer ${layer}`
  const last = field.split('.').at(-1) ?? field
  const plain = settingName(last)
  return labels[field] ?? labels[last] ?? plain.charAt(0).toUpperCase() + plain.slice(1)
}

/** What a number means, where its name does not say it. */
const hints: { readonly [field: string]: string | undefined } = {
  warmUpEpochs: 'epochs of a rising rate',
  weightDecay: 'share of each weight a step',
  adamLrRatio: 'share of the learning rate',
  rmsRate: 'size of a step beside Adam’s',
  clipnorm: 'each gradient; empty: none',
  clipvalue: 'each entry; empty: none',
  globalClipnorm: 'all gradients; empty: none',
  'earlyStopping.patience': 'epochs without gain; empty: never',
  startFromEpoch: 'epochs that are not looked at',
  minDelta: 'a smaller change is none',
  shift: 'pixels at most',
  rotation: 'degrees at most',
  zoom: 'share at most, such as 0.1',
  cutout: 'side of the square in pixels',
  cutoutProbability: 'from 0 to 1',
  labelSmoothing: 'share spread over all classes',
  peakAt: 'share of the run',
  initialDivisor: 'start: rate / this',
  finalDivisor: 'end: start / this',
  every: 'epochs',
  decayEpochs: 'epochs to one decay rate',
  boundaries: 'epochs, such as 10, 20',
  values: 'rates, one more than boundaries',
  endShare: 'share of the rate that stays',
  alpha: 'share of the rate that stays',
  factor: 'the rate is multiplied by it',
  kernelSize: 'one number, or height, width',
  poolSize: 'one number, or height, width',
  strides: 'one number, or height, width',
  padding: 'pixels: all sides, or height, width',
  rate: 'share of entries that is dropped',
  axis: '-1: channels',
  depthMultiplier: 'channels made of each',
  cooldown: 'epochs to wait after a step',
}

export const hintOf = (field: string): string | undefined =>
  hints[field] ?? hints[field.split('.').at(-1) ?? field]
