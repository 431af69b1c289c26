'use client'

import { countParameters, modelPresets, parseClassifier } from '@atelier/ml-core/spec'
import { useController, useFormContext } from 'react-hook-form'
import { count, counted } from '../format/figures.ts'
import { FieldGroup } from './field-group.tsx'
import type { LaunchValues } from './launch-values.ts'
import classes from './model-field.module.css'

type Props = {
  /** Layers of no preset, of the run that is launched again. */
  readonly layers: readonly unknown[] | null
  readonly inputShape: readonly number[]
  readonly classes: number
  readonly onChoose: (preset: string) => unknown
}

/** Which model is trained: a preset, or the layers of the run that is launched again. */
export function ModelField({ layers, inputShape, classes: outputs, onChoose }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const { field, fieldState } = useController({ control, name: 'preset' })
  const parametersOf = (preset: string): string => {
    const model = parseClassifier({ preset }, inputShape, outputs)
    return model.ok ? count(countParameters(model.value).total) : '–'
  }
  return (
    <FieldGroup title="Model">
      <div className={classes.cards} id="preset">
        {layers && (
          <label className={classes.card}>
            <input
              type="radio"
              name="preset"
              value=""
              checked={field.value === ''}
              onChange={() => onChoose('')}
            />
            <span className={classes.title}>The same layers</span>
            <span className={classes.description}>
              {counted(layers.length, 'layer')} of the run that is launched again
            </span>
          </label>
        )}
        {modelPresets.map(({ name, title, description }) => (
          <label key={name} className={classes.card}>
            <input
              ref={field.value === name ? field.ref : undefined}
              type="radio"
              name="preset"
              value={name}
              checked={field.value === name}
              onChange={() => onChoose(name)}
            />
            <span className={classes.title}>
              {title} <span className={classes.name}>{name}</span>
            </span>
            <span className={classes.description}>{description.replace(/ [\d,]+ parameters\.$/, '')}</span>
            <span className={classes.parameters}>
              <span className="number">{parametersOf(name)}</span> parameters
            </span>
          </label>
        ))}
      </div>
      {fieldState.error && (
        <p role="alert" className={classes.error}>
          {fieldState.error.message}
        </p>
      )}
    </FieldGroup>
  )
}
