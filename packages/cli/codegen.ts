import type { CodegenConfig } from '@graphql-codegen/cli'

/** Documents and types of every .graphql file in src, checked against the schema that the API prints. */
const config: CodegenConfig = {
  schema: '../../apps/api/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    './src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
        importExtension: '.ts',
        scalars: { DateTime: 'string', Cursor: 'string', JSON: 'unknown' },
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
}

export default config
