import type { Usage } from '@atelier/db'
import { gpuUsage } from '@atelier/ml-core'

/** The first sample comes soon, so that a short training has one. */
const FIRST_MS = 1000
const EVERY_MS = 5000

/**
 * Tells what this process takes of its machine, all of its threads together, until it ends, and how busy its graphics
 * card is where it has one. A step of the training that lasts longer puts a sample off.
 */
export function meterUsage(tell: (usage: Usage) => void): void {
  let before = { cpu: process.cpuUsage(), at: performance.now() }
  /** Undefined until the first answer: a machine without a card is not asked again and again. */
  let hasCard: boolean | undefined
  const sample = async () => {
    const now = { cpu: process.cpuUsage(), at: performance.now() }
    const busy = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system
    // Microseconds of work in milliseconds of time.
    const cpu = (busy / 1000 / (now.at - before.at)) * 100
    before = now
    const card = hasCard === false ? null : await gpuUsage()
    hasCard ??= card !== null
    tell({
      ...{ cpu: Math.round(cpu * 10) / 10, memory: process.memoryUsage.rss() },
      ...(card?.utilisation != null && { gpuUtilisation: card.utilisation }),
      ...(card?.memory != null && { gpuMemory: card.memory }),
    })
  }
  setTimeout(() => {
    void sample()
    setInterval(() => void sample(), EVERY_MS).unref()
  }, FIRST_MS).unref()
}
