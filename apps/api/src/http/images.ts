import type { RequestHandler } from 'express'
import type { ExampleStore } from '../examples/example-store.ts'

/** `GET /images/<data set>/<train or test>/<index>.png`. What an address shows never changes, so browsers keep it. */
export const images =
  (examples: ExampleStore): RequestHandler<{ dataset: string; split: string; file: string }> =>
  async (request, response, next) => {
    const { dataset, split, file } = request.params
    const index = /^(0|[1-9]\d{0,8})\.png$/.exec(file)?.[1]
    if (index === undefined || (split !== 'train' && split !== 'test')) return next()
    const png = await examples.png(dataset, split, Number(index))
    if (!png) return next()
    response.set('cache-control', 'private, max-age=31536000, immutable').type('png').send(Buffer.from(png))
  }
