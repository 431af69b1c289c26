'use client'

import { TextInput } from '@mantine/core'
import type { FieldIssue } from './check-values.ts'
import type { EditedLayer } from './edited-layers.ts'
import { hintOf, labelOf } from './field-labels.ts'
import classes from './layer-row.module.css'
import { layerFields } from './setting-fields.ts'
import { SettingControl } from './setting-input.tsx'

type Props = {
  readonly layer: EditedLayer
  readonly index: number
  readonly issues: readonly FieldIssue[]
  readonly onEdit: (layer: EditedLayer) => void
}

/** The settings of a layer, as the JSON schema of its type tells, and its name. */
export function LayerForm({ layer, index, issues, onEdit }: Props) {
  const at = `layers.${index}`
  const errorOf = (id: string) =>
    issues.find(({ field }) => field === id || field.startsWith(`${id}.`))?.message
  return (
    <div className={classes.form}>
      {layerFields(layer.type).map((field) => {
        const id = `${at}.settings.${field.name}`
        return (
          <SettingControl
            key={field.name}
            id={id}
            label={labelOf(field.name)}
            hint={hintOf(field.name)}
            error={errorOf(id)}
            field={field}
            value={layer.settings[field.name]}
            onChange={(value) => onEdit({ ...layer, settings: { ...layer.settings, [field.name]: value } })}
          />
        )
      })}
      <TextInput
        id={`${at}.name`}
        label="Name"
        description="empty: made of the type"
        autoComplete="off"
        error={errorOf(`${at}.name`)}
        value={layer.name}
        onChange={(event) => onEdit({ ...layer, name: event.currentTarget.value })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
    </div>
  )
}
