'use client'

import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Zoom, type ZoomUnit, zoomEpochs } from '../charts/zoom.ts'
import classes from './curves.module.css'

export type ZoomProps = {
  readonly zoom: Zoom | null
  readonly end: number
  /** What the axis counts. */
  readonly unit: ZoomUnit
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly onCloser: () => unknown
  readonly onFurther: () => unknown
}

/** The first and the last epoch that the curves show, and half or twice as many of them. */
export function ZoomFields({ zoom, end, unit, onZoom, onCloser, onFurther }: ZoomProps) {
  const [first, last] = zoom ? zoomEpochs(zoom) : [1, end]
  return (
    <div className={classes.fields}>
      <EpochField
        label={`First ${unit}`}
        value={first}
        most={last}
        onChange={(epoch) => onZoom({ from: epoch - 1, to: last })}
      />
      <EpochField
        label={`Last ${unit}`}
        value={last}
        least={first}
        most={end}
        onChange={(epoch) => onZoom({ from: first - 1, to: epoch })}
      />
      <Button variant="default" onClick={onCloser}>
        Zoom in
      </Button>
      <Button variant="default" disabled={!zoom} onClick={onFurther}>
        Zoom out
      </Button>
    </div>
  )
}

type FieldProps = {
  readonly label: string
  readonly value: number
  readonly least?: number
  readonly most: number
  readonly onChange: (epoch: number) => unknown
}

function EpochField({ label, value, least = 1, most, onChange }: FieldProps) {
  // What is typed, until it is an epoch that can be shown.
  const [typed, setTyped] = useState<string | null>(null)
  const isEpoch = (text: string) =>
    /^\d{1,7}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
  return (
    <TextInput
      type="number"
      label={label}
      w={104}
      min={least}
      max={most}
      value={typed ?? String(value)}
      error={typed !== null && !isEpoch(typed) ? `from ${least} to ${most}` : null}
      onChange={({ currentTarget }) => {
        const valid = isEpoch(currentTarget.value)
        setTyped(valid ? null : currentTarget.value)
        if (valid) onChange(Number(currentTarget.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
