import { z } from 'zod'

/** Limits of what people write on a run. */
export const runName = z.string('must be text').trim().max(200, 'must have at most 200 characters')
export const runNotes = z.string('must be text').max(20_000, 'must have at most 20,000 characters')
export const runTags = z
  .array(z.string().trim().min(1, 'a tag must not be empty').max(50, 'a tag must have at most 50 characters'))
  .max(30, 'must have at most 30 tags')
  .transform((tags) => [...new Set(tags)])
