import { once } from 'node:events'
import pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { type ArchiveContents, readArchive } from './archive.ts'

type Constraint = { readonly on: string; readonly name: string; readonly definition: string }

/**
 * Fills empty tables from an archive, in one transaction. Foreign keys are taken off meanwhile and checked as a whole
 * at the end, which allows any order and is faster than row by row; triggers do not fire, since their work was saved.
 */
export async function loadArchive(
  client: pg.Client,
  path: string,
  { header, manifest }: ArchiveContents,
  into: {
    readonly report: (line: string) => void
    readonly writeFile: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>
  },
): Promise<void> {
  const quoted = (name: string) => `public.${pg.escapeIdentifier(name)}`
  const tables = new Map(header.tables.map((table) => [table.name, table]))
  await client.query('BEGIN')
  const constraints = await takeOffForeignKeys(client)
  for (const name of tables.keys()) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`)
  // What the migrations themselves put into their tables is in the backup as well.
  if (tables.size > 0) await client.query(`TRUNCATE ${[...tables.keys()].map(quoted).join(', ')}`)
  let open: { readonly name: string; readonly copying: CopyStreamQuery } | undefined
  const close = async () => {
    if (!open) return
    open.copying.end()
    await once(open.copying, 'finish')
    open = undefined
  }
  await readArchive(path, {
    async table(name, piece) {
      if (open?.name !== name) {
        await close()
        into.report(`table ${name}`)
        const columns = (tables.get(name)?.columns ?? []).map((column) => pg.escapeIdentifier(column))
        open = {
          name,
          copying: client.query(copyFrom(`COPY ${quoted(name)} (${columns.join(', ')}) FROM STDIN`)),
        }
      }
      const { copying } = open
      for await (const chunk of piece) if (!copying.write(chunk)) await once(copying, 'drain')
    },
    async file(name, content) {
      await close()
      into.report(`file ${name}`)
      await into.writeFile(name, content)
    },
  })
  await close()
  into.report('checking how the tables fit together')
  for (const name of tables.keys()) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`)
  for (const { on, name, definition } of constraints)
    await client.query(`ALTER TABLE ${on} ADD CONSTRAINT ${pg.escapeIdentifier(name)} ${definition}`)
  for (const [name, value] of Object.entries(manifest.sequences))
    await client.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), value])
  await client.query('COMMIT')
  await client.query('ANALYZE')
}

async function takeOffForeignKeys(client: pg.Client): Promise<Constraint[]> {
  const { rows } = await client.query<Constraint>(`
    SELECT conrelid::regclass::text AS on, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`)
  for (const { on, name } of rows)
    await client.query(`ALTER TABLE ${on} DROP CONSTRAINT ${pg.escapeIdentifier(name)}`)
  return rows
}
