import { words } from '../run/layer-text.ts'

/** Settings that mean nothing while another is off. */
export const needs: { readonly [name: string]: string | undefined } = {
  emaMomentum: 'useEma',
  nesterov: 'momentum',
  decayKernelsOnly: 'weightDecay',
  cutoutProbability: 'cutout',
}

const zeroIsOff: ReadonlySet<string> = new Set([
  ...['weightDecay', 'momentum', 'shift', 'rotation', 'zoom', 'cutout', 'cooldown', 'minDelta'],
  ...['startFromEpoch', 'minLearningRate'],
])

/** Whether a setting does anything. */
export const isOn = (name: string, value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  value !== 'none' &&
  value !== 'NONE' &&
  !(value === 0 && zeroIsOff.has(name))

/** The settings that do something, with their values. */
export function settingsInForce(settings: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (typeof settings !== 'object' || settings === null) return []
  const all = new Map<string, unknown>(Object.entries(settings))
  all.delete('__typename')
  return [...all].filter(([name, value]) => {
    const needed = needs[name]
    return isOn(name, value) && (needed === undefined || isOn(needed, all.get(needed)))
  })
}

/** What words made of a setting's name would not say. */
const terms: { readonly [name: string]: string | undefined } = {
  beta1: 'beta 1',
  beta2: 'beta 2',
  adamBeta1: 'Adam beta 1',
  adamBeta2: 'Adam beta 2',
  adamLrRatio: 'Adam learning rate, share',
  nsSteps: 'Newton-Schulz steps',
  rmsRate: 'RMS rate',
  excludeOutput: 'output by Adam',
  clipnorm: 'clip norm',
  clipvalue: 'clip value',
  useEma: 'weights averaged (EMA)',
  emaMomentum: 'EMA momentum',
  nesterov: 'Nesterov',
}

/** A setting for people: `weightDecay` as `weight decay`. */
export const settingName = (name: string): string => terms[name] ?? words(name)
