import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Characters of documents that are kept: parsed, each takes some 60 bytes. */
const KEPT_CHARACTERS = 200_000

/** Parsed documents that were asked lately, as many as memory allows for. */
export const keptDocuments = (): LRUCache<string, DocumentNode> =>
  new LRUCache({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (document) => (document.loc?.source.body.length ?? 0) + 1,
  })

/** The same for Apollo, whose own store counts 30 MB of JSON, and so holds 200 MB of documents. */
export function apolloDocuments() {
  const kept = keptDocuments()
  return {
    get: async (key: string) => kept.get(key),
    set: async (key: string, document: DocumentNode) => void kept.set(key, document),
    delete: async (key: string) => kept.delete(key),
  }
}
