'use client'

import type { DatasetInfo } from '@atelier/ml-core/spec'
import { useMemo } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { RecipePart } from '../format/recipe-text.ts'
import type { LaunchValues, RecipeValues } from './launch-values.ts'
import { baseValues, followed, hasRecipe, partsThatDiffer } from './recipe-values.ts'

export type RecipeState = {
  /** What the form starts from: the recipe of the preset, or the study's settings. */
  readonly base: RecipeValues
  /** Whether the preset brings a recipe of its own. */
  readonly offered: boolean
  /** What a person has changed since. */
  readonly changed: ReadonlySet<RecipePart>
  /** Goes over to another preset or basis: what was changed stays, the rest follows. */
  follow(to: Partial<Pick<LaunchValues, 'preset' | 'basis'>>): void
  /** Takes parts back to where they started. */
  restore(parts: readonly RecipePart[]): void
}

/** The settings of the form beside those that it started from. */
export function useRecipe(
  { getValues, reset, trigger }: UseFormReturn<LaunchValues>,
  values: LaunchValues,
  dataset: DatasetInfo,
): RecipeState {
  const { preset, basis } = values
  const base = useMemo(() => baseValues({ preset, basis }, dataset), [preset, basis, dataset])
  const replace = (next: LaunchValues) => {
    reset(next, { keepDefaultValues: true, keepTouched: true })
    void trigger()
  }
  return {
    ...{ base, offered: hasRecipe(preset) },
    changed: new Set(partsThatDiffer(values, base)),
    follow: (to) => {
      const now = getValues()
      replace(followed(now, { preset: now.preset, basis: now.basis, ...to }, dataset))
    },
    restore: (parts) =>
      replace({ ...getValues(), ...Object.fromEntries(parts.map((part) => [part, base[part]])) }),
  }
}
