import type { CodegenConfig } from '@graphql-codegen/cli'
import { documentTexts } from '../../codegen.base.ts'

/** Documents and types of every .graphql file in src, checked against the schema that the API prints. */
const config: CodegenConfig = {
  schema: '../../apps/api/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: { './src/gql/': documentTexts },
}

export default config
