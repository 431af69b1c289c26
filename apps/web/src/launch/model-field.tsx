'use client'

import { countParameters, modelPresets, parseClassifier } from '@atelier/ml-core/spec'
import { Button } from '@mantine/core'
import { Pencil } from 'lucide-react'
import { useController, useFormContext } from 'react-hook-form'
import { count } from '../format/figures.ts'
import { changedLayers } from './changes.ts'
import type { Checked } from './check-values.ts'
import { type EditedLayer, layersOfPreset } from './edited-layers.ts'
import { FieldGroup } from './field-group.tsx'
import type { LaunchValues } from './launch-values.ts'
import { LayerEditor } from './layer-editor.tsx'
import classes from './model-field.module.css'

type Props = {
  readonly checked: Checked
  /** What the form was filled in from, where a run is launched again. */
  readonly template: LaunchValues | null
  readonly inputShape: readonly number[]
  readonly classes: number
  readonly onChoose: (preset: string) => unknown
  readonly onLayers: (layers: readonly EditedLayer[]) => void
}

const NONE: ReadonlySet<number> = new Set()

/** Which model is trained: a preset, or layers of one's own. */
export function ModelField({ checked, template, inputShape, classes: outputs, onChoose, onLayers }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const { field, fieldState } = useController({ control, name: 'preset' })
  const { field: layers } = useController({ control, name: 'layers' })
  const preset = modelPresets.find(({ name }) => name === field.value)
  const parametersOf = (name: string): string => {
    const model = parseClassifier({ preset: name }, inputShape, outputs)
    return model.ok ? count(countParameters(model.value).total) : '–'
  }
  return (
    <FieldGroup title="Model">
      <div className={classes.cards} id="preset">
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
        <label className={classes.card}>
          <input
            type="radio"
            name="preset"
            value=""
            checked={field.value === ''}
            onChange={() => onChoose('')}
          />
          <span className={classes.title}>Layers of your own</span>
          <span className={classes.description}>Layer by layer, from a preset or from nothing.</span>
        </label>
      </div>
      {fieldState.error && (
        <p role="alert" className={classes.error}>
          {fieldState.error.message}
        </p>
      )}
      {preset ? (
        <Button
          className={classes.edit ?? ''}
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<Pencil size={13} aria-hidden="true" />}
          onClick={() => onLayers(layersOfPreset(preset.name))}
        >
          Edit the layers of {preset.name}
        </Button>
      ) : (
        <LayerEditor
          layers={layers.value ?? []}
          checked={checked}
          changed={template ? changedLayers(template, layers.value ?? []) : NONE}
          outputs={outputs}
          onChange={layers.onChange}
        />
      )}
    </FieldGroup>
  )
}
