import {
  countRuns,
  createProject,
  filterCondition,
  findProject,
  listProjects,
  type Project as ProjectRow,
} from '@atelier/db'
import { hereOf, withWorkspace } from '../auth/sight.ts'
import { limits } from '../limits.ts'
import { askOnce } from './ask-once.ts'
import { builder } from './builder.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'

/** A project; lists bring the number of runs along. */
type ProjectShape = ProjectRow & { readonly runCount?: number }

const runCountOf = askOnce(({ db }, projectId) => countRuns(db, filterCondition({ projectId })))
/** Those of a workspace, oldest first. */
export const projectsOf = askOnce(({ db }, workspaceId) => listProjects(db, workspaceId))

export const Project = builder.objectRef<ProjectShape>('Project').implement({
  description: 'Runs that belong together.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    slug: t.exposeString('slug', { description: 'Its name in addresses.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    runCount: t.int({
      description: 'Runs that it holds now.',
      complexity: 5,
      resolve: (project, _args, context) => project.runCount ?? runCountOf(context, project.id),
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
    description: 'Every project of the workspace where you are now, oldest first.',
    complexity: { multiplier: limits.projectsExpected },
    resolve: (_root, _args, context) => projectsOf(context, hereOf(context.viewer).id),
  }),
  project: t.field({
    type: Project,
    nullable: true,
    description: 'The project of a slug in the workspace where you are now, null when there is none.',
    args: { slug: t.arg.string({ required: true, description: 'Its name in addresses.' }) },
    resolve: (_root, { slug }, { db, viewer }) => findProject(db, { workspaceId: hereOf(viewer).id, slug }),
  }),
}))

builder.mutationFields((t) => ({
  createProject: t.field({
    type: ProjectPayload,
    description: 'Makes a project; its slug is made of the name and is unique in its workspace.',
    args: {
      name: t.arg.string({ required: true, description: 'At most 100 characters.' }),
      workspaceId: t.arg.id({ description: 'Where it belongs; null: where you are now.' }),
    },
    resolve: async (_root, { name, workspaceId }, { db, viewer }) =>
      payloadOf(
        await withWorkspace(viewer, { id: workspaceId, right: 'write' }, ({ id }) =>
          createProject(db, { workspaceId: id, name }),
        ),
      ),
  }),
}))
