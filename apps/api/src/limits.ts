/** What one request may ask for. Generous for pages and scripts, small enough that no request is an attack. */
export const limits = {
  /** Bytes of one HTTP body or WebSocket message. */
  requestBytes: 1024 * 1024,
  /** Lexical tokens of one GraphQL document. */
  queryTokens: 5_000,
  queryDepth: 12,
  /** Fields that an answer may hold, roughly. */
  queryComplexity: 250_000,
  /** How often one selection may ask for a field, under names of its own. */
  queryAliases: 50,
  /** Projects of a workspace, which come all at once: so many count for a list of them. */
  projectsExpected: 50,
  subscriptionsPerSocket: 100,
  /** Event streams over HTTP that one person or key may have open at a time. */
  streamsPerViewer: 100,
  pageSize: 200,
  /** Runs are small, and scripts read all of them. */
  runPageSize: 1_000,
  events: 1_000,
  metricBuckets: 10_000,
  /** Epochs of all histories of a list of runs: the longest trainings of a comparison. */
  epochs: 200_000,
  /** Points of one metric in one answer, or of the events of one. */
  metricPoints: 100_000,
} as const
