'use client'

import { Undo2 } from 'lucide-react'
import { useFormContext, useWatch } from 'react-hook-form'
import { recipeParts, recipeText } from '../format/recipe-text.ts'
import { labelOf } from './field-labels.ts'
import { type LaunchValues, recipeIn } from './launch-values.ts'
import classes from './recipe-notice.module.css'
import type { RecipeState } from './use-recipe.ts'

/** Whose settings these are, what was changed of them, and the ways back. Nothing for a preset without a recipe. */
export function RecipeNotice({ recipe }: { readonly recipe: RecipeState }) {
  const { control } = useFormContext<LaunchValues>()
  const [preset, basis] = useWatch({ control, name: ['preset', 'basis'] })
  if (!recipe.offered) return null
  const own = basis === 'recipe'
  const base = recipeIn(recipe.base)
  const changed = recipeParts.filter((part) => recipe.changed.has(part))
  return (
    <div className={classes.notice}>
      <p>
        {own ? (
          <>
            <strong>Recipe of {preset}:</strong> <span>{recipeText(base, recipeParts)}.</span>
          </>
        ) : (
          <strong>Trained with the study's settings.</strong>
        )}{' '}
        <button type="button" onClick={() => recipe.follow({ basis: own ? 'study' : 'recipe' })}>
          {own ? "Use the study's settings instead" : `Use the recipe of ${preset}`}
        </button>
      </p>
      <p className={classes.changes}>
        {changed.length === 0
          ? 'Nothing changed.'
          : changed.map((part) => (
              <button key={part} type="button" onClick={() => recipe.restore([part])}>
                <Undo2 size={12} aria-hidden="true" />
                {labelOf(part)}: back to {recipeText(base, [part])}
              </button>
            ))}
      </p>
    </div>
  )
}
