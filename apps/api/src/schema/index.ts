import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import './scalars.ts'
import './api-key.ts'
import './dataset.ts'
import './model.ts'
import './project.ts'
import './ingest/index.ts'
import './run.ts'
import './run-change.ts'
import './run-event.ts'
import './run-list.ts'
import './run-mutations.ts'
import './viewer.ts'
import './worker.ts'

/** The whole schema: each import above has added its entity to the builder. */
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: true })
