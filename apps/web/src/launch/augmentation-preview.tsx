'use client'

import type { AugmentationSpec } from '@atelier/ml-core/spec'
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import classes from './augmentation-preview.module.css'
import { augmentedPixels } from './augmented-pixels.ts'

const IMAGES = 8
const DRAWS = 3

type Example = { readonly index: number; readonly label: number; readonly imageUrl: string }
type Props = {
  /** Null: training images stay as they are. */
  readonly spec: AugmentationSpec | null
  readonly labels: readonly string[]
  readonly examples: readonly Example[]
  readonly seed: number
}

/** One image of each of the first classes, and how training would change it, a few times over. */
export function AugmentationPreview({ spec, labels, examples, seed }: Props) {
  const [draw, setDraw] = useState(0)
  const shown = labels
    .slice(0, IMAGES)
    .flatMap((_, label) => examples.find((one) => one.label === label) ?? [])
  return (
    <div className={classes.preview}>
      <div className={classes.head}>
        <p>
          {spec
            ? 'As drawn in the first row, as training may see them below: anew in every step.'
            : 'No augmentation: training images stay as they are.'}
        </p>
        {spec && (
          <Button variant="default" size="compact-xs" onClick={() => setDraw(draw + 1)}>
            Draw again
          </Button>
        )}
      </div>
      {spec && (
        <ul className={classes.images} aria-label="Augmented images" data-draw={draw}>
          {shown.map((example) => (
            <li key={example.index}>
              <Changed
                {...{ example, spec, seed, draw }}
                name={`${labels[example.label]}: as it is, and changed ${DRAWS} times`}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type ChangedProps = {
  readonly example: Example
  readonly spec: AugmentationSpec
  readonly seed: number
  readonly draw: number
  readonly name: string
}

/** An image and its changed forms, one below the other. */
function Changed({ example, spec, seed, draw, name }: ChangedProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let over = false
    const image = new Image()
    image.src = example.imageUrl
    image
      .decode()
      .then(() => !over && canvas.current && paint(canvas.current, image, spec, [seed, example.index, draw]))
      // An image that does not come leaves its place empty.
      .catch(() => undefined)
    return () => {
      over = true
    }
  }, [example, spec, seed, draw])
  return <canvas ref={canvas} className={classes.canvas} role="img" aria-label={name} />
}

function paint(
  canvas: HTMLCanvasElement,
  image: HTMLImageElement,
  spec: AugmentationSpec,
  seeds: readonly number[],
): void {
  const { naturalWidth: width, naturalHeight: height } = image
  canvas.width = width
  canvas.height = (height + 1) * (1 + DRAWS) - 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return
  context.drawImage(image, 0, 0)
  const { data: pixels } = context.getImageData(0, 0, width, height)
  for (let at = 1; at <= DRAWS; at += 1) {
    const changed = augmentedPixels({ spec, width, height, pixels, seeds: [...seeds, at] })
    context.putImageData(new ImageData(changed, width, height), 0, at * (height + 1))
  }
}
