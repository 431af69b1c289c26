import type { CodegenConfig } from '@graphql-codegen/cli'
import { documentTypes } from '../../codegen.base.ts'

/** Documents and types of every .graphql file in src, checked against the schema that the API prints. */
const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: { './src/gql/': documentTypes },
}

export default config
