import { z } from 'zod'
import { isSwitchedOff, withoutNulls } from '../spec/given.ts'
import type { Shape } from '../spec/shape.ts'
import { issuesOf, type Parsed, type SpecIssue } from '../spec/spec-error.ts'

/** How training images are changed at random, each anew in every step. Validation and test images stay as they are. */
export type AugmentationSpec = {
  /** horizontal: half of the images, at random, are mirrored left to right. */
  readonly flip: 'none' | 'horizontal'
  /** Most whole pixels that an image is moved by, along each axis and either way. What becomes free is 0. */
  readonly shift: number
  /** Most degrees that an image is turned by, either way. */
  readonly rotation: number
  /** Largest share that an image grows or shrinks by: 0.1 gives sizes from about 0.9 to 1.1. */
  readonly zoom: number
  /** Side in pixels of a square that is set to 0; its centre is any pixel, so it may reach over the edge. 0: none. */
  readonly cutout: number
  /** Share of the images that get the square. */
  readonly cutoutProbability: number
}

const settings = z.strictObject({
  flip: z.enum(['none', 'horizontal']).default('none'),
  shift: z.int().min(0).default(0),
  rotation: z.number().min(0).max(180).default(0),
  zoom: z.number().min(0).max(0.9).default(0),
  cutout: z.int().min(0).default(0),
  cutoutProbability: z.number().min(0).max(1).default(1),
})

/** JSON schema of the settings, for forms and documentation. */
export const augmentationJsonSchema = (): unknown => z.toJSONSchema(settings, { io: 'input' })

/** Checks an augmentation against the images' shape; null, absent or an empty object: none. */
export function parseAugmentation(input: unknown, imageShape: Shape): Parsed<AugmentationSpec | null> {
  if (isSwitchedOff(input)) return { ok: true, value: null }
  const parsed = settings.safeParse(withoutNulls(input))
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) }
  const issues = tooLarge(parsed.data, imageShape)
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: parsed.data }
}

function tooLarge({ shift, cutout }: AugmentationSpec, imageShape: Shape): SpecIssue[] {
  const [height = 1, width = 1] = imageShape
  const side = Math.min(height, width)
  const limits = [
    { field: 'shift', value: shift, most: Math.floor(side / 2), what: 'half of an image' },
    { field: 'cutout', value: cutout, most: side, what: 'an image' },
  ]
  return limits
    .filter(({ value, most }) => value > most)
    .map(({ field, most, what }) => ({
      path: [field],
      message: `must be at most ${most}, ${what} of ${height}x${width}`,
      code: 'INVALID_VALUE',
    }))
}
