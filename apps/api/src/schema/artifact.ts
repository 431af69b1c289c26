import type { Artifact as ArtifactRow } from '@atelier/db'
import { builder } from './builder.ts'

export const Artifact = builder.objectRef<ArtifactRow>('Artifact').implement({
  description: 'A file that a run left.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "The file's name." }),
    format: t.exposeString('format', { description: '`safetensors` or `json`.' }),
    bytes: t.int({ description: 'Its length.', resolve: ({ bytes }) => Number(bytes) }),
    sha256: t.string({
      description: 'Checksum of its content, in hexadecimal digits.',
      resolve: ({ sha256 }) => Buffer.from(sha256).toString('hex'),
    }),
    url: t.string({
      description: 'Where it is fetched, relative to this server.',
      resolve: ({ runId, name }) => `/artifacts/${runId}/${name}`,
    }),
  }),
})
