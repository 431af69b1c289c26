import { createClient } from '@atelier/client'
import { RunDetailsDocument } from '../gql/graphql.ts'
import { bold, table } from '../print/table.ts'
import { command } from './command.ts'
import { existing } from './find-runs.ts'

export const runsShow = command({
  name: 'runs show',
  description: 'One run: its state, hyperparameters, results and layers',
  args: {
    id: { type: 'positional', required: true, description: 'The run' },
    json: { type: 'boolean', description: 'As JSON' },
  },
  async run({ url, workspace, id, json }) {
    const run = existing((await createClient({ url, workspace }).ask(RunDetailsDocument, { id })).run, id)
    if (json) {
      process.stdout.write(`${JSON.stringify(run, null, 2)}\n`)
      return
    }
    const facts: Record<string, string | number | null> = {
      ...{ id: run.id, project: run.project.slug, status: run.status.toLowerCase(), error: run.error },
      ...{ tags: run.tags.join(' '), notes: run.notes, device: run.device },
      ...{ created: run.createdAt, started: run.startedAt, finished: run.finishedAt },
      epochs: run.epochsCompleted,
      accuracy:
        run.evaluation && `${run.evaluation.accuracy} on ${run.evaluation.split.toLowerCase()} images`,
      parameters: run.parameterCount?.total ?? null,
    }
    const told = Object.entries(facts).filter(([, value]) => value !== null && value !== '')
    const width = Math.max(...told.map(([name]) => name.length))
    const parts = [
      `${bold(`${run.name} (#${run.number})`)}\n`,
      ...told.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`),
    ]
    const parameters = Object.entries(run.parameters ?? {})
    if (parameters.length > 0)
      parts.push(
        '\n',
        table(parameters.map(([hyperparameter, value]) => ({ hyperparameter, value: String(value) }))),
      )
    if (run.summary.length > 0)
      parts.push('\n', table(run.summary.map(({ name: metric, ...summary }) => ({ metric, ...summary }))))
    if (run.layers.length > 0) {
      const layers = run.layers.map(({ name, type, outputShape, parameters: weights }) => {
        const shape = outputShape.map((size) => size ?? '?').join('×')
        return { layer: name, type, shape, parameters: weights }
      })
      parts.push('\n', table(layers))
    }
    process.stdout.write(parts.join(''))
  },
})
