import { writeFile } from 'node:fs/promises'
import { printSchema } from 'graphql'
import { schema } from './schema/index.ts'
import { schemaDocument } from './schema-document.ts'

/** `npm run generate`: writes the schema, which clients generate their types from, and its documentation for people. */
await writeFile(new URL('../schema.graphql', import.meta.url), `${printSchema(schema)}\n`)
await writeFile(new URL('../../../docs/api.md', import.meta.url), schemaDocument(schema))
