'use client'

import type { LayerSummary } from '@atelier/ml-core/spec'
import { useSortable } from '@dnd-kit/sortable'
import { ActionIcon } from '@mantine/core'
import { ChevronRight, Copy, GripVertical, Trash2 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { count } from '../format/figures.ts'
import { outputShape } from '../run/layer-text.ts'
import type { FieldIssue } from './check-values.ts'
import { type EditedLayer, layerSpec } from './edited-layers.ts'
import { keySetting } from './key-setting.ts'
import { LayerForm } from './layer-form.tsx'
import classes from './layer-row.module.css'

type Props = {
  readonly layer: EditedLayer
  readonly index: number
  /** Undefined from the first layer that is wrong. */
  readonly summary: LayerSummary | undefined
  readonly issues: readonly FieldIssue[]
  /** New, or otherwise than in the run that is launched again. */
  readonly changed: boolean
  readonly open: boolean
  readonly onToggle: () => void
  readonly onEdit: (layer: EditedLayer) => void
  readonly onMove: (by: 1 | -1) => void
  readonly onCopy: () => void
  readonly onRemove: () => void
}

/** One layer: what it is and gives in one line, what is wrong with it below, its settings when it is open. */
export function LayerRow(props: Props) {
  const { layer, index, summary, issues, changed, open, onToggle, onEdit, onMove, onCopy, onRemove } = props
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({
      id: layer.key,
    })
  const name = `layer ${index}, ${layer.type}`
  const act = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : 1
    const moves = event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
    if (!moves && event.key !== 'Delete') return
    event.preventDefault()
    if (moves) onMove(by)
    else onRemove()
  }
  const own = issues.filter(({ field }) => !open || field === `layers.${index}.type`)
  return (
    <li
      ref={setNodeRef}
      className={classes.layer}
      data-dragging={isDragging || undefined}
      style={{
        ...(transform ? { transform: `translate3d(0, ${transform.y}px, 0)` } : {}),
        ...(transition ? { transition } : {}),
      }}
    >
      <div className={classes.line} data-wrong={issues.length > 0 || undefined}>
        <button
          ref={setActivatorNodeRef}
          type="button"
          className={classes.handle}
          aria-label={`Move ${name}`}
          {...attributes}
          {...listeners}
        >
          <GripVertical size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          id={`layers.${index}.type`}
          className={classes.toggle}
          aria-expanded={open}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
          onClick={onToggle}
          onKeyDown={act}
        >
          <ChevronRight size={14} aria-hidden="true" />
          <span className={`number ${classes.index}`}>{index}</span>
          <span className={classes.type}>
            {layer.type} <span className={classes.key}>{keySetting(layerSpec(layer))}</span>
            {changed && <span className={classes.changed}> (changed)</span>}
          </span>
          <span className={`number ${classes.shape}`}>
            {summary ? outputShape(summary.outputShape) : '–'}
          </span>
          <span className={`number ${classes.parameters}`}>{summary ? count(summary.parameters) : '–'}</span>
        </button>
        <ActionIcon variant="subtle" color="gray" aria-label={`Duplicate ${name}`} onClick={onCopy}>
          <Copy size={14} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={onRemove}>
          <Trash2 size={14} />
        </ActionIcon>
      </div>
      {own.map(({ field, message }) => (
        <p key={field} role="alert" className={classes.error}>
          {message}
        </p>
      ))}
      {open && <LayerForm layer={layer} index={index} issues={issues} onEdit={onEdit} />}
    </li>
  )
}
