'use client'

import { SegmentedControl } from '@mantine/core'
import dynamic from 'next/dynamic'
import type { ComponentProps } from 'react'
import { LayersTable } from '../run/layers-table.tsx'
import { type LayersAs, layersAs } from '../run/view.ts'
import { LayerDiagram } from './layer-diagram.tsx'
import classes from './layers-view.module.css'

const LayerDetail = dynamic(() => import('./layer-detail.tsx').then((module) => module.LayerDetail))

type Props = Pick<ComponentProps<typeof LayersTable>, 'layers' | 'parameterCount'> & {
  readonly runId: string
  readonly as: LayersAs
  readonly onAs: (as: LayersAs) => unknown
  /** Name of the layer whose statistics are shown. */
  readonly chosen: string | null
  readonly onChoose: (name: string | null) => unknown
  readonly pinned: number | null
}

const names: { readonly [As in LayersAs]: string } = { table: 'Table', diagram: 'Diagram' }

/** The layers of a model as a table or a diagram, and how the chosen one stood after each epoch. */
export function LayersView(props: Props) {
  const { layers, parameterCount, runId, as, onAs, chosen, onChoose, pinned } = props
  if (layers.length === 0)
    return <p className={classes.empty}>The worker writes the layers down before the first step.</p>
  const choose = (name: string) => onChoose(name === chosen ? null : name)
  const layer = layers.find(({ name }) => name === chosen)
  return (
    <>
      <div className={classes.head}>
        <p>Choose a layer to see how it learnt.</p>
        <SegmentedControl
          aria-label="Layers as"
          size="xs"
          data={layersAs.map((value) => ({ value, label: names[value] }))}
          value={as}
          onChange={(value) => onAs(layersAs.find((known) => known === value) ?? 'table')}
        />
      </div>
      {as === 'table' ? (
        <LayersTable {...{ layers, parameterCount, chosen }} onChoose={choose} />
      ) : (
        <LayerDiagram {...{ layers, chosen }} total={parameterCount?.total ?? 0} onChoose={choose} />
      )}
      {layer && <LayerDetail key={layer.name} {...{ runId, layer, pinned }} onClose={() => onChoose(null)} />}
    </>
  )
}
