import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'

type Config = NonNullable<Row['config']>

/** The settings that the list shows, as text. */
export const listedSettings = {
  model: (config: Config) => config.model.preset ?? 'custom',
  precision: (config: Config) => config.precision,
  batchSize: (config: Config) => String(config.batchSize),
  learningRate: (config: Config) => String(config.optimizer.learningRate),
  epochs: (config: Config) => String(config.epochs),
}

export type ListedSetting = keyof typeof listedSettings

/** Which settings are not the same for all runs shown: these the eye should find. */
export function settingsThatDiffer(runs: readonly Pick<Row, 'config'>[]): ReadonlySet<ListedSetting> {
  const configs = runs.flatMap((run) => run.config ?? [])
  const names: readonly ListedSetting[] = ['model', 'precision', 'batchSize', 'learningRate', 'epochs']
  return new Set(names.filter((name) => new Set(configs.map(listedSettings[name])).size > 1))
}
