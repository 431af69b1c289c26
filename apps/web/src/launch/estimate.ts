import type { LaunchPageQuery, Precision } from '#gql/graphql.ts'

type Recent = LaunchPageQuery['runs']['edges'][number]['node']

/**
 * Seconds that a training of so many images would take, by the newest run of the same preset and precision;
 * null where nothing like it was trained yet. Validation after each epoch comes on top.
 */
export function estimateSeconds(
  recent: readonly Recent[],
  training: { readonly preset: string; readonly precision: Precision; readonly images: number },
): number | null {
  const alike = recent.find(
    ({ config, examplesPerSecond }) =>
      examplesPerSecond !== null &&
      examplesPerSecond > 0 &&
      config?.model.preset === training.preset &&
      config.precision === training.precision,
  )
  return alike?.examplesPerSecond ? training.images / alike.examplesPerSecond : null
}
