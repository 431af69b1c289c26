import { findSharedRuns } from '@atelier/db'
import type { RequestHandler } from 'express'
import type { Services } from '../context.ts'
import { datasetOf } from '../schema/prediction.ts'
import { sendImage } from './images.ts'

/** Not for good, as for members: the link may be revoked. */
const KEPT = 'private, max-age=300'

/** `GET /shared/<token>/images/…`: an image of a data set that runs of a public link were judged by. */
export const sharedImages =
  ({
    db,
    examples,
  }: Pick<Services, 'db' | 'examples'>): RequestHandler<{
    token: string
    dataset: string
    split: string
    file: string
  }> =>
  async (request, response) => {
    const { token, ...image } = request.params
    const runs = await findSharedRuns(db, token)
    const isShown = runs?.some((run) => datasetOf(run) === image.dataset) ?? false
    if (isShown && (await sendImage(examples, image, response, KEPT))) return
    response.status(404).type('text').send('There is no such image.\n')
  }

/**
 * Pages of the site that strangers are shown: those of public links, and the site's own program and fonts, which hold
 * nothing of anybody.
 */
export const publicPaths: RegExp[] = [/^\/shared\/[\w-]+$/, /^\/_next\/static\//, /^\/icon\.svg$/]
