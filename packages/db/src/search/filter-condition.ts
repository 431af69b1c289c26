import { z } from 'zod'
import { RunSource, RunStatus } from '../generated/prisma/enums.ts'
import { all, type Condition, metricStatistics, textCondition } from './condition.ts'

const bounds = { minimum: z.number().nullish(), maximum: z.number().nullish() }

const filter = z.object({
  projectId: z.string().nullish(),
  /** One of these. */
  ids: z.array(z.string()).max(1000).nullish(),
  /** One of these. */
  status: z.array(z.enum(RunStatus)).nullish(),
  source: z.enum(RunSource).nullish(),
  /** All of these. */
  tags: z.array(z.string()).max(100).nullish(),
  /** Part of the name or notes, whatever the case, or the number as `42` or `#42`. */
  text: z.string().max(1000).nullish(),
  /** All of these; without a bound, that the run has the metric. */
  metrics: z
    .array(z.object({ name: z.string(), statistic: z.enum(metricStatistics).nullish(), ...bounds }))
    .max(100)
    .nullish(),
  /** All of these; without a value or bound, that the run has the parameter. */
  parameters: z
    .array(
      z.object({
        name: z.string(),
        equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
        ...bounds,
      }),
    )
    .max(100)
    .nullish(),
})
export type RunListFilter = z.input<typeof filter>

/** A typed filter as a condition: all that is given must hold. */
export function filterCondition(raw: RunListFilter): Condition {
  const { projectId, ids, status, source, tags, text, metrics, parameters } = filter.parse(raw)
  const of: Condition[] = []
  if (projectId != null)
    of.push(
      z.uuid().safeParse(projectId).success ? { kind: 'projectId', is: projectId } : { kind: 'any', of: [] },
    )
  if (ids != null) of.push({ kind: 'ids', in: ids.filter((id) => z.uuid().safeParse(id).success) })
  if (status != null) of.push({ kind: 'status', in: status })
  if (source != null) of.push({ kind: 'source', is: source })
  for (const tag of tags ?? []) of.push({ kind: 'tag', is: tag })
  const words = text?.trim() ?? ''
  if (words !== '') of.push(textCondition(words))
  for (const { name, statistic, ...asked } of metrics ?? []) {
    const within = boundsOf(asked)
    if (within.length === 0) of.push({ kind: 'hasMetric', name })
    for (const bound of within) of.push({ kind: 'metric', name, statistic: statistic ?? 'LAST', ...bound })
  }
  for (const { name, equals, ...asked } of parameters ?? []) {
    const within = boundsOf(asked)
    if (equals !== undefined) of.push({ kind: 'parameterIs', name, is: equals })
    else if (within.length === 0) of.push({ kind: 'hasParameter', name })
    for (const bound of within) of.push({ kind: 'parameter', name, ...bound })
  }
  return all(of)
}

type Bounds = { readonly minimum?: number | null | undefined; readonly maximum?: number | null | undefined }

function boundsOf({ minimum, maximum }: Bounds): { comparison: '>=' | '<='; value: number }[] {
  return [
    ...(minimum != null ? [{ comparison: '>=' as const, value: minimum }] : []),
    ...(maximum != null ? [{ comparison: '<=' as const, value: maximum }] : []),
  ]
}
