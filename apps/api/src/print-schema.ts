import { writeFile } from 'node:fs/promises'
import { printSchema } from 'graphql'
import { schema } from './schema/index.ts'

/** `npm run generate`: writes the schema to schema.graphql, which clients generate their types from. */
const target = new URL('../schema.graphql', import.meta.url)
await writeFile(target, `${printSchema(schema)}\n`)
