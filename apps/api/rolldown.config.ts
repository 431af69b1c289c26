import { defineConfig, type Plugin } from 'rolldown'

/**
 * Prisma's query compiler as a file of its own. As published it is base64 within a module, which stays in memory twice
 * beside the compiled one; what reads it makes a buffer of whatever `wasm` is.
 */
const queryCompiler: Plugin = {
  name: 'query-compiler',
  load: {
    filter: { id: /query_compiler_\w+\.postgresql\.wasm-base64\.mjs$/ },
    async handler(id) {
      const { wasm }: { wasm: string } = await import(id)
      const source = Buffer.from(wasm, 'base64')
      const file = this.emitFile({ type: 'asset', fileName: 'query-compiler.wasm', source })
      return `import { readFileSync } from 'node:fs'
        export const wasm = readFileSync(new URL(import.meta.ROLLUP_FILE_URL_${file}))`
    },
  },
}

/** V8 keeps sources for as long as the process lives, and a single letter beyond Latin-1 doubles all of a file. */
const ascii: Plugin = {
  name: 'ascii',
  // Not `renderChunk`: the minifier, which comes after that, writes the letters themselves again.
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk')
        file.code = file.code.replace(
          /[^\0-\x7f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
  },
}

/**
 * The API as one file and what it loads when needed. Run from its sources the same process keeps 100 MB more: theirs and
 * their modules', and the compiler that takes the types out. Files that are found by `import.meta` lie as deep as `src`.
 */
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  // Apollo would otherwise hash in JavaScript, since no module of a bundle has this.
  transform: { define: { 'module.require': 'require' } },
  // Each is missing or unused here: its importer asks for it within a try, or only for another database or a migration.
  external: ['pg-native', 'pg-cloudflare', /^@prisma\/schema-engine-wasm/, /^@aws-sdk\//],
  plugins: [queryCompiler, ascii],
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    // Names stay as they are, so that the log's stack traces can be read.
    minify: { mangle: false, compress: true, codegen: true },
    comments: false,
  },
})
