import { readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * What a runner's JSON report counts. A test file that could not be loaded, an error outside every test, and a report
 * that is missing each count as failed: a run that did not succeed never shows "0 failed".
 * @param {'vitest' | 'playwright'} runner @param {string} report @param {number} status the runner's exit status
 * @returns {Count}
 */
export function countResults(runner, report, status) {
  const count = counters[runner](readReport(report))
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

/**
 * The parts of both runners' reports that are read here.
 * @typedef {{
 *   numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, numTodoTests?: number,
 *   testResults?: { status: string, assertionResults: { status: string }[] }[],
 *   stats?: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: unknown[] }} Report
 */

/** @type {Record<'vitest' | 'playwright', (report: Report | null) => Count>} */
const counters = {
  vitest: (report) => ({
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + unloaded(report?.testResults ?? []),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  }),
  playwright: (report) => ({
    passed: (report?.stats?.expected ?? 0) + (report?.stats?.flaky ?? 0),
    failed: (report?.stats?.unexpected ?? 0) + (report?.errors?.length ?? 0),
    skipped: report?.stats?.skipped ?? 0,
  }),
}

/** @param {NonNullable<Report['testResults']>} files */
const unloaded = (files) =>
  files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length

/** @param {string} path @returns {Report | null} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** @param {Count[]} counts */
export function sentenceOf(counts) {
  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
