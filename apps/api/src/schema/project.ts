import {
  countRuns,
  createProject,
  filterCondition,
  findProject,
  listProjects,
  type Project as ProjectRow,
} from '@atelier/db'
import { builder } from './builder.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'

/** A project; lists bring the number of runs along. */
type ProjectShape = ProjectRow & { readonly runCount?: number }

export const Project = builder.objectRef<ProjectShape>('Project').implement({
  description: 'Runs that belong together.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    slug: t.exposeString('slug', { description: 'Its name in addresses.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    runCount: t.int({
      description: 'Runs that it holds now.',
      resolve: (project, _args, { db }) =>
        project.runCount ?? countRuns(db, filterCondition({ projectId: project.id })),
    }),
  }),
})

const ProjectPayload = builder.objectRef<PayloadShape<ProjectRow>>('ProjectPayload').implement({
  description: 'A project, or why there is none.',
  fields: (t) => ({
    project: t.expose('value', {
      type: Project,
      nullable: true,
      description: 'Null when there are userErrors.',
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'What is wrong with the input.',
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

builder.queryFields((t) => ({
  projects: t.field({
    type: [Project],
    description: 'Every project, oldest first.',
    resolve: (_root, _args, { db }) => listProjects(db),
  }),
  project: t.field({
    type: Project,
    nullable: true,
    description: 'The project of a slug, null when there is none.',
    args: { slug: t.arg.string({ required: true, description: 'Its name in addresses.' }) },
    resolve: (_root, { slug }, { db }) => findProject(db, slug),
  }),
}))

builder.mutationFields((t) => ({
  createProject: t.field({
    type: ProjectPayload,
    description: 'Makes a project; its slug is made of the name and is unique.',
    args: { name: t.arg.string({ required: true, description: 'At most 100 characters.' }) },
    resolve: async (_root, { name }, { db }) => payloadOf(await createProject(db, { name })),
  }),
}))
