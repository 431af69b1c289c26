/** How GraphQL documents become types, alike in every package that asks the API. */
export const documentTypes = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    enumsAsTypes: true,
    nonOptionalTypename: true,
    skipTypeNameForRoot: true,
    importExtension: '.ts',
    scalars: { DateTime: 'string', Cursor: 'string', JSON: 'unknown' },
    strictScalars: true,
    useTypeImports: true,
  },
} as const

/** The same, with documents as the text that is sent: for packages that need no parsed ones. */
export const documentTexts = {
  ...documentTypes,
  config: { ...documentTypes.config, documentMode: 'string' },
} as const
