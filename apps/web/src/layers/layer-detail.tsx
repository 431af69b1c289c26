'use client'

import { ActionIcon } from '@mantine/core'
import { X } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { LayerFieldsFragment as Layer, LayerEpochFieldsFragment as LayerEpoch } from '#gql/graphql.ts'
import { useRunSource } from '../run/run-source.tsx'
import { Bone } from '../ui/bone.tsx'
import { HistogramMap } from './histogram-map.tsx'
import classes from './layer-detail.module.css'
import { figuresOf } from './layer-figures.ts'

const LayerChart = dynamic(() => import('./layer-chart.tsx').then((module) => module.LayerChart), {
  loading: () => <Bone height={132} />,
})

type Props = {
  readonly runId: string
  readonly layer: Pick<Layer, 'name' | 'type'>
  readonly pinned: number | null
  readonly onClose: () => unknown
}

/** How one layer stood after each epoch: norms, activations, and how its numbers were spread. */
export function LayerDetail({ runId, layer, pinned, onClose }: Props) {
  const { useLayerHistory } = useRunSource()
  const { epochs, failed } = useLayerHistory(runId, layer.name)
  return (
    <section className={classes.detail} aria-labelledby="layer-title">
      <div className={classes.head}>
        <h2 id="layer-title">
          {layer.type} <span className={classes.name}>{layer.name}</span>
        </h2>
        <span className={classes.note}>in the last step of each epoch</span>
        <ActionIcon aria-label="Close the layer" title="Close the layer" onClick={onClose}>
          <X size={15} />
        </ActionIcon>
      </div>
      {failed && (
        <p role="alert" className={classes.note}>
          The statistics of this layer could not be loaded.
        </p>
      )}
      {!epochs && !failed && <Bone height={132} />}
      {epochs?.length === 0 && (
        <p className={classes.note}>Nothing is recorded of this layer: it comes with the first epoch.</p>
      )}
      {epochs && epochs.length > 0 && (
        <>
          <div className={classes.charts}>
            {figuresOf(epochs).map((figure) => (
              <figure key={figure.title}>
                <figcaption>
                  {figure.title}
                  {figure.unit && <span className={classes.unit}> {figure.unit}</span>}
                </figcaption>
                <LayerChart figure={figure} pinned={pinned} />
              </figure>
            ))}
          </div>
          <Histograms epochs={epochs} pinned={pinned} />
        </>
      )}
    </section>
  )
}

const tensorNames = { ACTIVATION: 'the activation', WEIGHT: '', GRADIENT: 'gradient of ' } as const

function Histograms({
  epochs,
  pinned,
}: {
  readonly epochs: readonly LayerEpoch[]
  readonly pinned: number | null
}) {
  const known = new Map(
    epochs.flatMap(({ histograms }) =>
      histograms.map(({ tensor, weight }) => [`${tensor} ${weight}`, { tensor, weight }] as const),
    ),
  )
  if (known.size === 0)
    return <p className={classes.note}>This run was trained before histograms of layers were kept.</p>
  return (
    <div className={classes.charts}>
      {[...known].map(([key, { tensor, weight }]) => (
        <HistogramMap
          key={key}
          title={tensorNames[tensor] + (weight ?? '')}
          pinned={pinned}
          columns={epochs.flatMap(({ epoch, histograms }) => {
            const found = histograms.find((one) => one.tensor === tensor && one.weight === weight)
            return found ? [{ epoch, ...found }] : []
          })}
        />
      ))}
    </div>
  )
}
