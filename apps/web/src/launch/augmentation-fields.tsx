'use client'

import { parseAugmentation } from '@atelier/ml-core/spec'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import type { LaunchPageQuery } from '#gql/graphql.ts'
import { type LaunchValues, numberIn, recipeIn } from './launch-values.ts'
import { augmentationFields } from './setting-fields.ts'
import { SettingsFields } from './settings-fields.tsx'

const AugmentationPreview = dynamic(() =>
  import('./augmentation-preview.tsx').then((module) => module.AugmentationPreview),
)

type Props = {
  readonly dataset: Pick<LaunchPageQuery['datasets'][number], 'labels' | 'inputShape' | 'examples'>
  /** Whether they are seen, and so worth a preview. */
  readonly seen: boolean
}

/** How training images are changed at random, with some as they would be. */
export function AugmentationFields({ dataset, seen }: Props) {
  const { control } = useFormContext<LaunchValues>()
  const text = useWatch({
    control,
    compute: (values: LaunchValues) => JSON.stringify(recipeIn(values).augmentation),
  })
  const seed = useWatch({ control, name: 'seed' })
  const { inputShape, labels, examples } = dataset
  const parsed = useMemo(() => parseAugmentation(JSON.parse(text), inputShape), [text, inputShape])
  return (
    <>
      <SettingsFields at="augmentation" fields={augmentationFields} />
      {seen && parsed.ok && (
        <AugmentationPreview
          spec={parsed.value}
          labels={labels}
          examples={examples.edges.map((edge) => edge.node)}
          seed={numberIn(seed) ?? 0}
        />
      )}
    </>
  )
}
