import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { z } from 'zod'
import { type ClusterFolder, replaceFile } from './folder.ts'

const port = z.coerce.number().int().min(1).max(65_535)

/** The port that this cluster had last, when it is free, else any free one of the loopback interface. */
export async function choosePort(folder: ClusterFolder): Promise<number> {
  const last = port.safeParse(readText(folder.port))
  return (last.success ? await tryPort(last.data) : null) ?? (await tryPort(0)) ?? fail()
}

export const rememberPort = (folder: ClusterFolder, chosen: number): void =>
  replaceFile(folder.port, `${chosen}\n`, 0o644)

function fail(): never {
  throw new Error('The system gave no free port on 127.0.0.1.')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** The port when it can be listened on (0: one that the system picks), else null. */
function tryPort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const got = typeof address === 'object' && address !== null ? address.port : null
      server.close(() => resolve(got))
    })
  })
}
