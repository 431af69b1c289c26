import type { Usage } from '@atelier/db'

/** The first sample comes soon, so that a short training has one. */
const FIRST_MS = 1000
const EVERY_MS = 5000

/**
 * Tells what this process takes of its machine, all of its threads together, until it ends. A step of the training that
 * lasts longer puts a sample off.
 */
export function meterUsage(tell: (usage: Usage) => void): void {
  let before = { cpu: process.cpuUsage(), at: performance.now() }
  const sample = () => {
    const now = { cpu: process.cpuUsage(), at: performance.now() }
    const busy = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system
    // Microseconds of work in milliseconds of time.
    const cpu = (busy / 1000 / (now.at - before.at)) * 100
    before = now
    tell({ cpu: Math.round(cpu * 10) / 10, memory: process.memoryUsage.rss() })
  }
  setTimeout(() => {
    sample()
    setInterval(sample, EVERY_MS).unref()
  }, FIRST_MS).unref()
}
