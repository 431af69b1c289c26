import { pipeline } from 'node:stream/promises'
import { findArtifact } from '@atelier/db'
import { artifactKey, isArtifactName } from '@atelier/storage'
import type { RequestHandler } from 'express'
import { seesRun } from '../auth/sight.ts'
import type { Services } from '../context.ts'
import { hasCode } from '../has-code.ts'

const contentTypes: ReadonlyMap<string, string> = new Map([['json', 'application/json; charset=utf-8']])

/** `GET /artifacts/<run>/<name>`: a file that a run left, to be saved. Its checksum tells a browser whether it has it. */
export const artifacts =
  ({
    access,
    places,
    db,
    storage,
    log,
  }: Pick<Services, 'access' | 'places' | 'db' | 'storage' | 'log'>): RequestHandler<{
    run: string
    name: string
  }> =>
  async (request, response, next) => {
    const { run, name } = request.params
    const viewer = await access.viewerOf(request)
    if (!isArtifactName(name) || !(await seesRun({ places, viewer }, run))) return next()
    const artifact = await findArtifact(db, run, name)
    if (!artifact) return next()
    const sha256 = Buffer.from(artifact.sha256)
    response.set({
      'cache-control': 'private, no-cache',
      etag: `"${sha256.toString('hex')}"`,
      'repr-digest': `sha-256=:${sha256.toString('base64')}:`,
    })
    response.attachment(artifact.name).type(contentTypes.get(artifact.format) ?? 'application/octet-stream')
    if (request.fresh) {
      response.status(304).end()
      return
    }
    response.set('content-length', String(artifact.bytes))
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    const content = await storage.read(artifactKey(artifact.runId, name)).catch((error: unknown) => {
      log.error({ err: error, runId: artifact.runId, name }, 'a stored file could not be read')
    })
    if (!content) {
      for (const header of ['content-length', 'content-disposition', 'etag', 'repr-digest'])
        response.removeHeader(header)
      response.status(502).type('text').send('This file is recorded, but its storage does not give it.\n')
      return
    }
    await pipeline(content, response).catch((error: unknown) => {
      // Whoever goes away in the middle has not been failed.
      if (hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE')) return
      log.error({ err: error, runId: artifact.runId, name }, 'a stored file could not be sent to its end')
    })
  }
