const NAME = /^[a-z0-9][a-z0-9-]{0,99}(\.[a-z0-9]{1,20})?$/

/** Whether an artefact may be called so: small letters, digits and hyphens, one ending. No path can hide in it. */
export const isArtifactName = (name: string): boolean => NAME.test(name)

/** Where a run's artefacts lie in the storage. */
export const artifactFolder = (runId: string): string => `artifacts/${runId}/`

/** @throws Error when no artefact may be called so */
export function artifactKey(runId: string, name: string): string {
  if (!isArtifactName(name)) throw new Error(`no artefact may be called ${JSON.stringify(name)}`)
  return artifactFolder(runId) + name
}
