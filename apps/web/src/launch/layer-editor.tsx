'use client'

import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { useEffect, useId, useRef, useState } from 'react'
import { counted } from '../format/figures.ts'
import type { Checked } from './check-values.ts'
import { type EditedLayer, withCopy, withLayer, withMoved, withoutLayer } from './edited-layers.ts'
import classes from './layer-editor.module.css'
import { LayerRow } from './layer-row.tsx'
import { LayerTools } from './layer-tools.tsx'
import { layerFields } from './setting-fields.ts'
import { spokenDrag } from './spoken-drag.ts'

type Layers = readonly EditedLayer[]
type Props = {
  readonly layers: Layers
  readonly checked: Checked
  /** Keys of those that are otherwise than in the run that is launched again. */
  readonly changed: ReadonlySet<number>
  /** How many classes the last layer must tell apart. */
  readonly outputs: number
  readonly onChange: (layers: Layers) => void
}

const alongTheList: Modifier = ({ transform }) => ({ ...transform, x: 0 })

/** The layers one below the other: each can be edited, copied, removed and moved, by pointer and by keyboard. */
export function LayerEditor({ layers, checked, changed, outputs, onChange }: Props) {
  const id = useId()
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const [before, setBefore] = useState<readonly Layers[]>([])
  const focusOn = useFocusAfterwards()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  /** A change of the list itself, which can be undone; `focus` is the place that has the focus then. */
  const replace = (next: Layers, focus?: string) => {
    if (next === layers) return
    setBefore([...before, layers])
    onChange(next)
    focusOn(focus)
  }
  const undo = () => {
    const last = before.at(-1)
    if (!last) return
    setBefore(before.slice(0, -1))
    onChange(last)
  }
  const add = (type: string) => {
    const next = withLayer(layers, layers.length, type)
    const added = next.at(-1)
    if (added) setOpen(new Set([...open, added.key]))
    replace(next, firstPlace(layers.length, type))
  }
  const toggle = (key: number) =>
    setOpen(open.has(key) ? new Set([...open].filter((one) => one !== key)) : new Set([...open, key]))
  const indexOf = (key: string | number) => layers.findIndex((layer) => layer.key === key)
  const issues = checked.issues.filter(({ field }) => field.startsWith('layers'))
  const lacksEnd = issues.some(({ message }) => message.includes('softmax'))
  return (
    <section className={classes.editor} aria-label="Layers">
      <LayerTools
        what={counted(layers.length, 'layer')}
        onStart={(next) => replace(next)}
        onUndo={before.length > 0 ? undo : undefined}
        onAdd={add}
        onEnd={
          lacksEnd || layers.length === 0
            ? () =>
                replace(
                  withLayer(layers, layers.length, 'Dense', {
                    units: String(outputs),
                    activation: 'softmax',
                  }),
                  `layers.${layers.length}.type`,
                )
            : undefined
        }
      >
        {layers.length === 0 && (
          <p className={classes.empty}>No layer yet. Add the first one, or start from a preset.</p>
        )}
        <DndContext
          id={id}
          sensors={sensors}
          collisionDetection={closestCenter}
          modifiers={[alongTheList]}
          accessibility={spokenDrag(indexOf, layers.length)}
          onDragEnd={({ active, over }) => {
            if (over && active.id !== over.id)
              replace(withMoved(layers, indexOf(active.id), indexOf(over.id)))
          }}
        >
          <SortableContext items={layers.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
            <ol className={classes.list}>
              {layers.map((layer, index) => (
                <LayerRow
                  key={layer.key}
                  layer={layer}
                  index={index}
                  summary={checked.layers[index]}
                  issues={issues.filter(({ field }) => field.startsWith(`layers.${index}.`))}
                  changed={changed.has(layer.key)}
                  open={open.has(layer.key)}
                  onToggle={() => toggle(layer.key)}
                  onEdit={(edited) => onChange(layers.with(index, edited))}
                  onMove={(by) => replace(withMoved(layers, index, index + by), `layers.${index + by}.type`)}
                  onCopy={() => replace(withCopy(layers, index), `layers.${index + 1}.type`)}
                  onRemove={() =>
                    replace(withoutLayer(layers, index), `layers.${Math.min(index, layers.length - 2)}.type`)
                  }
                />
              ))}
            </ol>
          </SortableContext>
        </DndContext>
      </LayerTools>
    </section>
  )
}

/** Where editing a layer begins: its first setting, or the layer itself where it has none. */
function firstPlace(index: number, type: string): string {
  const [first] = layerFields(type)
  return first ? `layers.${index}.settings.${first.name}` : `layers.${index}.type`
}

/** Moves the focus to a place by its id, once what was changed stands on the page. */
function useFocusAfterwards(): (id: string | undefined) => void {
  const wanted = useRef<string>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    const place = document.getElementById(wanted.current)
    wanted.current = undefined
    place?.focus()
  })
  return (id) => {
    wanted.current = id
  }
}
