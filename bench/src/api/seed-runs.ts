import { createHash } from 'node:crypto'
import { createDatabase } from '@atelier/db'

/** Metrics of every seeded run. */
const seededMetrics = [
  ...['loss', 'accuracy', 'val_loss', 'val_accuracy', 'learning_rate'],
  ...['precision', 'recall', 'f1', 'epoch_seconds', 'gradient_norm'],
]

/**
 * A project with so many logged runs, each with the summaries of ten metrics and five parameters, written by a few
 * statements rather than run by run. Their values spread evenly, and are the same at every call. One that is there
 * already is taken as it is.
 */
export async function seedRuns(databaseUrl: string, slug: string, count: number): Promise<string> {
  const url = new URL(databaseUrl)
  // A million checks of a foreign key take longer than the rows themselves.
  url.searchParams.set('options', '-c session_replication_role=replica')
  const db = createDatabase(url.href)
  try {
    const id = idOf(slug)
    if (await db.project.findUnique({ where: { id } })) return id
    const { id: workspaceId } = await db.workspace.findFirstOrThrow()
    await db.project.create({ data: { id, workspaceId, slug, name: slug, lastRunNumber: count } })
    await db.$executeRaw`
      INSERT INTO run (id, project_id, number, name, tags, source, status, parameters, created_at, started_at, finished_at)
      SELECT uuidv7(-make_interval(secs => ${count}::int - n)), ${id}::uuid, n, 'run ' || n, ARRAY['seeded', 'group-' || n % 50],
        'LOGGED', (CASE WHEN n % 10 = 0 THEN 'FAILED' ELSE 'COMPLETED' END)::run_status,
        jsonb_build_object('lr', (ARRAY[0.1, 0.03, 0.01, 0.003, 0.001])[n % 5 + 1], 'batch_size', 32 * (n % 4 + 1),
          'optimizer', (ARRAY['Adam', 'SGD', 'RMSprop'])[n % 3 + 1], 'seed', n, 'dropout', (n % 10) / 20.0),
        now() - make_interval(secs => ${count}::int - n), now() - make_interval(secs => ${count}::int - n), now()
      FROM generate_series(1, ${count}::int) AS n`
    // Built once they are full, indexes take a tenth of the time.
    const indexes = await db.$queryRaw<{ name: string; definition: string }[]>`
      SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE indexname LIKE 'metric_series_name_%'`
    for (const { name } of indexes) await db.$executeRawUnsafe(`DROP INDEX ${name}`)
    await db.$executeRaw`
      INSERT INTO metric_series (run_id, name, count, last, last_step, minimum, maximum)
      SELECT id, metric.name, 50, value, 50, value * 0.5, value * 1.5
      FROM run, unnest(${seededMetrics}::text[]) WITH ORDINALITY AS metric (name, place),
        LATERAL (SELECT ((number::bigint * 7919 * place + 13 * place) % 100003) / 100003.0::float8 AS value) AS figure
      WHERE project_id = ${id}::uuid`
    for (const { definition } of indexes) await db.$executeRawUnsafe(definition)
    await db.$executeRaw`VACUUM ANALYZE run, metric_series`
    return id
  } finally {
    await db.$disconnect()
  }
}

const idOf = (slug: string): string => {
  const hex = createHash('sha256').update(slug).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
