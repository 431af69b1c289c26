import type { RequestHandler, Response } from 'express'
import { DatasetUnavailable, type ExampleStore } from '../examples/example-store.ts'

type ImagePath = { readonly dataset: string; readonly split: string; readonly file: string }

/** `GET /images/<data set>/<train or test>/<index>.png`. What an address shows never changes, so browsers keep it. */
export const images =
  (examples: ExampleStore): RequestHandler<{ dataset: string; split: string; file: string }> =>
  async (request, response, next) => {
    if (!(await sendImage(examples, request.params, response, 'private, max-age=31536000, immutable'))) next()
  }

/** Answers with an image of a data set. @returns whether there is one */
export async function sendImage(
  examples: ExampleStore,
  { dataset, split, file }: ImagePath,
  response: Response,
  cacheControl: string,
): Promise<boolean> {
  const index = /^(0|[1-9]\d{0,8})\.png$/.exec(file)?.[1]
  if (index === undefined || (split !== 'train' && split !== 'test')) return false
  const png = await examples.png(dataset, split, Number(index)).catch((error: unknown) => {
    if (!(error instanceof DatasetUnavailable)) throw error
  })
  if (!png) return false
  response.set('cache-control', cacheControl).type('png').send(Buffer.from(png))
  return true
}
