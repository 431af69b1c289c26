export { acceptInvitation } from './access/accept-invitation.ts'
export { ACCESS_CHANNEL } from './access/access-news.ts'
export { type AdmissionRules, admitByProvider, type ProvidersPerson } from './access/admit-by-provider.ts'
export { isAuthSecret } from './access/auth-secret.ts'
export { type CreatedApiKey, createApiKey } from './access/create-api-key.ts'
export { createFirstOwner } from './access/create-first-owner.ts'
export { findApiKey } from './access/find-api-key.ts'
export { findLiveApiKeys } from './access/find-live-api-keys.ts'
export { findLiveSessions } from './access/find-live-sessions.ts'
export { findMember } from './access/find-member.ts'
export { hasOwner } from './access/has-owner.ts'
export { hashOfKey } from './access/hash-of-key.ts'
export { type CreatedInvitation, inviteMember } from './access/invite-member.ts'
export { joinWorkspace } from './access/join-workspace.ts'
export type { KeyKeeper } from './access/key-keeper.ts'
export { type ListedApiKey, listApiKeys } from './access/list-api-keys.ts'
export { type ListedInvitation, listInvitations } from './access/list-invitations.ts'
export {
  changeMemberRole,
  type ListedMember,
  leaveWorkspace,
  listMembers,
  removeMember,
} from './access/memberships.ts'
export { hasPassword, resetPassword } from './access/passwords.ts'
export { revokeApiKey } from './access/revoke-api-key.ts'
export { revokeInvitation } from './access/revoke-invitation.ts'
export { serviceAccount } from './access/service-account.ts'
export { findArtifact } from './artifacts/find-artifact.ts'
export { type ArtifactRecord, recordArtifacts } from './artifacts/record-artifacts.ts'
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  isPooled,
  LISTEN_URL_RULE,
  poolFigures,
  type Transaction,
} from './database.ts'
export { type EventPayload, eventPayloads, type LoggedEvent, type NewEvent } from './events/event-payload.ts'
export { findLoggedMatrices, type LoggedMatrix } from './events/logged-matrices.ts'
export {
  type ChangeKind,
  parseRunControlNotification,
  parseRunEventsNotification,
  RUN_CONTROL_CHANNEL,
  RUN_EVENTS_CHANNEL,
  type RunControlNotification,
  type RunEventsNotification,
} from './events/notify.ts'
export { readEvents, readLogLines } from './events/read-events.ts'
export type {
  Artifact,
  ConfusionMatrix,
  Epoch,
  Evaluation,
  Invitation,
  LayerSummary,
  Member,
  MetricPoint,
  MetricSeries,
  PredictionSet,
  Project,
  Run,
  RunAttempt,
  Worker,
  Workspace,
} from './generated/prisma/client.ts'
export { Prisma } from './generated/prisma/client.ts'
export * from './generated/prisma/enums.ts'
export { createRun } from './ingest/create-run.ts'
export { countLoggedPoints, findLoggedPoints, type LoggedPoint } from './ingest/find-logged-points.ts'
export { finishLoggedRun } from './ingest/finish-logged-run.ts'
export { logConfusionMatrix } from './ingest/log-confusion-matrix.ts'
export { logEpochs } from './ingest/log-epochs.ts'
export { logEvaluation } from './ingest/log-evaluation.ts'
export { logLayers } from './ingest/log-layers.ts'
export { logLines } from './ingest/log-lines.ts'
export { logMetrics } from './ingest/log-metrics.ts'
export { logPredictions } from './ingest/log-predictions.ts'
export { failSilentRuns, resumeHeardRuns } from './ingest/silent-runs.ts'
export { isDatabaseAway, isTextRefused, isTooMuch } from './is-database-away.ts'
export { type CreatedPublicLink, createPublicLink, MOST_SHARED_RUNS } from './links/create-public-link.ts'
export { findSharedRuns } from './links/find-shared-runs.ts'
export { type ListedPublicLink, listPublicLinks } from './links/list-public-links.ts'
export { revokePublicLink } from './links/revoke-public-link.ts'
export { type ListenHandlers, type Listening, listen } from './listen.ts'
export { MigrationError, migrateDatabase } from './migrate-database.ts'
export { type ServiceFigures, serviceFigures } from './operating/service-figures.ts'
export { done, type Issue, type IssueCode, type Outcome, refused } from './outcome.ts'
export { createProject } from './projects/create-project.ts'
export { findProject } from './projects/find-project.ts'
export { type ListedProject, listProjects } from './projects/list-projects.ts'
export { openRunQueue, type RunQueue } from './queue/run-queue.ts'
export { type ClaimOptions, claimNextRun, findClaimedRun } from './runs/claim-next-run.ts'
export {
  type ComparedPredictions,
  comparePredictions,
  countRight,
  type PairedPrediction,
  pagePairs,
  type RightRun,
  rightRuns,
} from './runs/compare-predictions.ts'
export { type DeletedRuns, deleteRuns } from './runs/delete-runs.ts'
export type { LayerFigures } from './runs/epoch-metrics.ts'
export { type ExpiredLease, findExpiredLeases, interruptExpiredRun } from './runs/expired-leases.ts'
export { findConfusionMatrix, matrixRows } from './runs/find-confusion-matrix.ts'
export { findEvaluations } from './runs/find-evaluations.ts'
export { findHistories, type HistoryEpoch, type HistoryPart } from './runs/find-histories.ts'
export { findLatestProgress, type ProgressEvent } from './runs/find-latest-progress.ts'
export {
  findMetricPoints,
  findMetricTimes,
  type MetricColumns,
  type MetricPointPage,
} from './runs/find-metric-points.ts'
export {
  findMetricBuckets,
  findMetricSeries,
  type Metric,
  type MetricBucket,
  type StepRange,
} from './runs/find-metric-series.ts'
export { findRun, findRunState, findRuns, type RunQuery, type RunState } from './runs/find-run.ts'
export { type Ending, finishRun } from './runs/finish-run.ts'
export { forkRun } from './runs/fork-run.ts'
export { type Interruption, interruptRun } from './runs/interrupt-run.ts'
export { launchRun } from './runs/launch-run.ts'
export { findLayerHistory, type LayerEpoch, type LayerHistogram } from './runs/layer-history.ts'
export { type ExamplePrediction, listExamplePredictions } from './runs/list-example-predictions.ts'
export { type ListedSummary, listMetricSummaries } from './runs/list-metric-summaries.ts'
export {
  type ListedPrediction,
  listPredictions,
  type PredictionOrder,
  type PredictionPage,
  type PredictionQuery,
} from './runs/list-predictions.ts'
export { listRunVersions, type RunVersion } from './runs/list-run-versions.ts'
export { countRuns, type ListedRun, listRuns, type RunPage } from './runs/list-runs.ts'
export { type Lease, LeaseLostError } from './runs/lock-run.ts'
export {
  type ExampleHistory,
  findPredictionHistory,
  type PredictionHistory,
} from './runs/prediction-history.ts'
export type { Predictions } from './runs/predictions.ts'
export { recordCheckpoints, type StoredCheckpoints } from './runs/record-checkpoints.ts'
export { type EpochRecord, recordEpoch } from './runs/record-epoch.ts'
export { type EvaluationRecord, recordEvaluation } from './runs/record-evaluation.ts'
export { recordLayers } from './runs/record-layers.ts'
export { recordLogLine } from './runs/record-log-line.ts'
export { recordPause, recordSteering } from './runs/record-orders.ts'
export { recordProgress } from './runs/record-progress.ts'
export { recordUsage, SYSTEM_METRICS, type Usage } from './runs/record-usage.ts'
export { type Orders, type Renewal, renewLease } from './runs/renew-lease.ts'
export { requestPause, requestResume, requestSteering } from './runs/request-orders.ts'
export { requestStop } from './runs/request-stop.ts'
export { type RunConfig, runConfig } from './runs/run-config.ts'
export { takeBackFurther } from './runs/take-back.ts'
export { updateRun } from './runs/update-run.ts'
export { watchLeases } from './runs/watch-leases.ts'
export { knownMigrations, requireCurrentSchema, type SchemaState, schemaState } from './schema-state.ts'
export { all, any, type Condition, metricStatistics } from './search/condition.ts'
export { filterCondition, type RunListFilter } from './search/filter-condition.ts'
export { type ParsedSearch, parseSearch, SEARCH_LENGTH } from './search/parse-search.ts'
export { directions, type RunListOrder, type RunPosition, runOrders } from './search/run-order.ts'
export type { SearchError } from './search/tokens.ts'
export { drainWorker } from './workers/drain-worker.ts'
export { type ListedWorker, listWorkers } from './workers/list-workers.ts'
export { registerWorker, type WorkerFacts } from './workers/register-worker.ts'
export { seeWorker, type WorkerSighting } from './workers/see-worker.ts'
export { createWorkspace } from './workspaces/create-workspace.ts'
export { deleteWorkspace } from './workspaces/delete-workspace.ts'
export { findPlacesOfProjects, findPlacesOfRuns, findProjectIds } from './workspaces/place.ts'
export { renameWorkspace } from './workspaces/rename-workspace.ts'
export {
  findFirstWorkspace,
  findWorkspacesOf,
  listAllWorkspaces,
  type SeenWorkspace,
} from './workspaces/seen-workspace.ts'
