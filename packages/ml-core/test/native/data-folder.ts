import path from 'node:path'

/** Where the set-up put the real data: tests read it, they never fetch. */
export const dataFolder = process.env.ATELIER_DATA ?? path.join(import.meta.dirname, '../../../../.atelier')
