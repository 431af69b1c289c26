'use client'

import { layerTypes, modelPresets } from '@atelier/ml-core/spec'
import { Button, Menu, Select } from '@mantine/core'
import { ChevronDown, Plus, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { type EditedLayer, layersOfPreset } from './edited-layers.ts'
import classes from './layer-editor.module.css'

type Props = {
  /** How many layers there are. */
  readonly what: string
  readonly onStart: (layers: readonly EditedLayer[]) => void
  readonly onUndo: (() => void) | undefined
  readonly onAdd: (type: string) => void
  /** Adds the layer that a classifier ends with, where there is none. */
  readonly onEnd: (() => void) | undefined
  /** The list. */
  readonly children: ReactNode
}

/** What changes the list as a whole, above it, and what makes it longer, below it. */
export function LayerTools({ what, onStart, onUndo, onAdd, onEnd, children }: Props) {
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.what} aria-live="polite">
          {what}
        </span>
        {onUndo && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<Undo2 size={14} />}
            onClick={onUndo}
          >
            Undo
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" color="gray" size="compact-sm" rightSection={<ChevronDown size={14} />}>
              Start from
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onStart([])}>No layers</Menu.Item>
            {modelPresets.map(({ name, title }) => (
              <Menu.Item key={name} onClick={() => onStart(layersOfPreset(name))}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {children}
      <div className={classes.add}>
        <Select
          id="layers"
          aria-label="Add layer"
          placeholder="Add layer"
          data={[...layerTypes.keys()]}
          value={null}
          onChange={(type) => type !== null && onAdd(type)}
          searchable
          selectFirstOptionOnChange
          nothingFoundMessage="No such layer"
          leftSection={<Plus size={14} aria-hidden="true" />}
        />
        {onEnd && (
          <Button variant="default" size="sm" onClick={onEnd}>
            Add output layer
          </Button>
        )}
      </div>
    </>
  )
}
