import { type Client, createClient } from '@atelier/client'
import { Failure, madeBy } from '../fail.ts'
import { LaunchDocument, ProjectBySlugDocument, ProjectsDocument } from '../gql/graphql.ts'
import { command, decimal, wholeNumber } from './command.ts'

export const launch = command({
  name: 'launch',
  description: 'Queues a training for the next free worker, and prints its id',
  args: {
    model: { type: 'string', description: 'A preset', valueHint: 'preset', default: 'mlp' },
    project: { type: 'string', description: 'Its slug; needed when there are several', valueHint: 'slug' },
    name: { type: 'string', description: 'Name of the run' },
    dataset: { type: 'string', description: 'Data set', default: 'fashion-mnist' },
    epochs: { type: 'string', description: 'Passes over the training images', valueHint: 'number' },
    'batch-size': { type: 'string', description: 'Images a step', valueHint: 'number' },
    'learning-rate': { type: 'string', description: 'Learning rate of Adam', valueHint: 'number' },
    'train-limit': { type: 'string', description: 'Only the first images', valueHint: 'number' },
    seed: { type: 'string', description: 'For a run that can be repeated', valueHint: 'number' },
    tags: { type: 'string', description: 'Separated by commas', valueHint: 'a,b' },
  },
  async run(args) {
    const client = createClient({ url: args.url, workspace: args.workspace })
    const learningRate = decimal('learning-rate', args['learning-rate'])
    // Looked at before anything is asked.
    const numbers = {
      epochs: wholeNumber('epochs', args.epochs) ?? null,
      batchSize: wholeNumber('batch-size', args['batch-size']) ?? null,
      trainLimit: wholeNumber('train-limit', args['train-limit']) ?? null,
      seed: wholeNumber('seed', args.seed, 0) ?? null,
    }
    const { launchRun } = await client.ask(LaunchDocument, {
      input: {
        projectId: await projectOf(client, args.project),
        ...{ name: args.name ?? null, dataset: args.dataset, model: { preset: args.model } },
        ...numbers,
        tags: args.tags?.split(',').filter((tag) => tag !== '') ?? null,
        optimizer: learningRate === undefined ? null : { type: 'Adam', learningRate },
      },
    })
    const run = madeBy(launchRun.run, launchRun.userErrors)
    process.stdout.write(`${run.id}\n`)
    process.stderr.write(`${run.name} is queued: ${client.url}/runs/${run.id}\n`)
  },
})

async function projectOf(client: Client, slug: string | undefined): Promise<string> {
  if (slug !== undefined) {
    const { project } = await client.ask(ProjectBySlugDocument, { slug })
    if (project) return project.id
    throw new Failure(`There is no project '${slug}'.`)
  }
  const { projects } = await client.ask(ProjectsDocument, {})
  const [only, ...others] = projects
  if (only && others.length === 0) return only.id
  const known = projects.map((project) => project.slug).join(', ')
  throw new Failure(`Say which project with --project: ${known || 'there is none yet'}.`, 2)
}
