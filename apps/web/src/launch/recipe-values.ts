import { type DatasetInfo, findPreset, parseTraining } from '@atelier/ml-core/spec'
import { type RecipePart, recipeParts } from '../format/recipe-text.ts'
import { type LaunchValues, type RecipeValues, recipeIn, typedRecipe } from './launch-values.ts'

/** Whether a preset brings settings of its own. */
export const hasRecipe = (preset: string): boolean => findPreset(preset)?.recipe !== undefined

/** The settings that a form starts from: the recipe of the preset, where it is asked for and there is one, or the study's. */
export function baseValues(
  { preset, basis }: Pick<LaunchValues, 'preset' | 'basis'>,
  dataset: DatasetInfo,
): RecipeValues {
  const study = { layers: [{ type: 'Dense', units: dataset.labels.length, activation: 'softmax' }] }
  const own = basis === 'recipe' && hasRecipe(preset)
  const spec = parseTraining({ model: own ? { preset } : study, seed: 0 }, dataset)
  // A recipe that does not fit the data set is no start; the study's settings fit every one.
  if (!spec.ok) return baseValues({ preset, basis: 'study' }, dataset)
  return typedRecipe(spec.value)
}

/** The parts of a recipe in which two forms would train otherwise. */
export function partsThatDiffer(values: RecipeValues, base: RecipeValues): RecipePart[] {
  const [now, then] = [recipeIn(values), recipeIn(base)]
  return recipeParts.filter((part) => JSON.stringify(now[part]) !== JSON.stringify(then[part]))
}

/** The settings for another preset or basis: what was changed stays, the rest follows. */
export function followed(
  values: LaunchValues,
  to: Pick<LaunchValues, 'preset' | 'basis'>,
  dataset: DatasetInfo,
): LaunchValues {
  const kept = new Set(partsThatDiffer(values, baseValues(values, dataset)))
  const base = baseValues(to, dataset)
  const moved = Object.fromEntries(
    recipeParts.filter((part) => !kept.has(part)).map((part) => [part, base[part]]),
  )
  return { ...values, ...to, ...moved }
}
