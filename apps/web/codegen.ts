import type { CodegenConfig } from '@graphql-codegen/cli'
import { documentTypes } from '../../codegen.base.ts'

/** Documents and types of every .graphql file in src, and what the client asks of a run as well, checked against the schema that the API prints. */
const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  documents: ['src/**/*.graphql', '../../packages/client/src/run-fields.graphql'],
  generates: { './src/gql/': documentTypes },
}

export default config
