/** Where a run's checkpoints lie in the storage; in the folder of a data folder that is where they are trained, too. */
export const checkpointPrefix = (runId: string): string => `checkpoints/${runId}/`
