/** What somebody must be allowed to ask a field. */
export type Right = 'nothing' | 'read' | 'own' | 'write' | 'manage'
/** The right that a field needs, and an operation that asks for it, of things in a workspace where it takes any. */
type Case = readonly [right: Right, operation: (of: Things) => string]

/** Things of one workspace, by their ids; the project also by its slug. */
export type Things = Readonly<
  Record<'workspace' | 'slug' | 'project' | 'run' | 'member' | 'invitation' | 'key' | 'link', string>
>

const ID = '00000000-0000-7000-8000-000000000000'
export const nothing: Things = {
  ...{ workspace: ID, slug: 'none', project: ID, run: ID, member: ID, invitation: ID, key: ID, link: ID },
}
/** Ids that differ from those of nothing. */
const anything: Things = {
  ...{ workspace: 'w', slug: 's', project: 'p', run: 'r', member: 'm', invitation: 'i', key: 'k', link: 'l' },
}
const logged = '{ userErrors { path message code } }'
const account = 'token: "none", name: "x", email: "x@example.org", password: "0123456789"'
const query = (text: string) => () => `{ ${text} }`
const change = (text: string) => () => `mutation { ${text} ${logged} }`
/** A change of a run or a project. */
const changeOf = (of: 'run' | 'project', text: (id: string) => string) => (things: Things) =>
  `mutation { ${text(`"${things[of]}"`)} ${logged} }`

/** Every field of the three root types. A field that is not here fails the first test. */
export const table: Readonly<Record<string, Case>> = {
  'Query.apiKeys': ['read', query('apiKeys { id }')],
  'Query.comparePredictions': [
    'read',
    ({ run }) => `{ comparePredictions(firstId: "${run}", secondId: "${run}") { split firstEpoch } }`,
  ],
  'Query.dataset': ['read', query('dataset(name: "none") { name }')],
  'Query.datasets': ['read', query('datasets { name }')],
  'Query.examplePredictions': [
    'read',
    ({ project }) =>
      `{ examplePredictions(projectId: "${project}", dataset: "fashion-mnist", split: TEST, index: 0) { run { id } } }`,
  ],
  'Query.invitations': ['manage', query('invitations { id }')],
  'Query.members': ['read', query('members { role user { id } }')],
  'Query.modelPresets': ['read', query('modelPresets { name }')],
  'Query.previewModel': [
    'read',
    query('previewModel(inputShape: [28, 28, 1], model: {preset: "mlp"}) { __typename }'),
  ],
  'Query.project': ['read', ({ slug }) => `{ project(slug: "${slug}") { id } }`],
  'Query.projects': ['read', query('projects { id }')],
  'Query.publicLinks': ['write', ({ run }) => `{ publicLinks(runId: "${run}") { id } }`],
  'Query.run': ['read', ({ run }) => `{ run(id: "${run}") { id artifacts { name } project { name } } }`],
  'Query.runs': [
    'read',
    ({ project }) => `{ runs(projectId: "${project}") { totalCount edges { node { id } } } }`,
  ],
  'Query.shared': ['nothing', query('shared(token: "none") { runs { id } }')],
  'Query.viewer': ['nothing', query('viewer { user { id } }')],
  'Query.workers': ['read', query('workers { id run { id } runs { id } }')],
  'Query.workspace': ['read', ({ workspace }) => `{ workspace(id: "${workspace}") { id members { role } } }`],
  'Query.workspaces': ['read', query('workspaces { id projects { id } members { user { id } } }')],
  'Mutation.acceptInvitation': ['nothing', change(`acceptInvitation(${account})`)],
  'Mutation.changeMemberRole': [
    'manage',
    ({ member, workspace }) =>
      `mutation { changeMemberRole(userId: "${member}", role: OWNER, workspaceId: "${workspace}") ${logged} }`,
  ],
  'Mutation.createApiKey': ['own', change('createApiKey(name: "", scope: READ)')],
  'Mutation.createFirstOwner': ['nothing', change(`createFirstOwner(${account})`)],
  'Mutation.createProject': [
    'write',
    ({ workspace }) => `mutation { createProject(name: "", workspaceId: "${workspace}") ${logged} }`,
  ],
  'Mutation.createWorkspace': ['own', change('createWorkspace(name: "")')],
  'Mutation.deleteWorkspace': [
    'manage',
    ({ workspace }) => `mutation { deleteWorkspace(id: "${workspace}") ${logged} }`,
  ],
  'Mutation.joinWorkspace': ['own', change('joinWorkspace(token: "none")')],
  'Mutation.leaveWorkspace': [
    'own',
    ({ workspace }) => `mutation { leaveWorkspace(id: "${workspace}") ${logged} }`,
  ],
  'Mutation.renameWorkspace': [
    'manage',
    ({ workspace }) => `mutation { renameWorkspace(id: "${workspace}", name: "x") ${logged} }`,
  ],
  'Mutation.createPublicLink': ['write', changeOf('run', (id) => `createPublicLink(runIds: [${id}])`)],
  'Mutation.revokePublicLink': [
    'write',
    ({ link }) => `mutation { revokePublicLink(id: "${link}") ${logged} }`,
  ],
  'Mutation.createRun': ['write', changeOf('project', (id) => `createRun(input: {projectId: ${id}})`)],
  'Mutation.deleteRuns': [
    'write',
    ({ run }) => `mutation { deleteRuns(ids: ["${run}"]) { deletedIds userErrors { code } } }`,
  ],
  'Mutation.drainWorker': ['write', change(`drainWorker(id: "${ID}")`)],
  'Mutation.resumeWorker': ['write', change(`resumeWorker(id: "${ID}")`)],
  'Mutation.finishRun': ['write', changeOf('run', (id) => `finishRun(id: ${id}, status: COMPLETED)`)],
  'Mutation.forkRun': ['write', changeOf('run', (id) => `forkRun(input: {runId: ${id}})`)],
  'Mutation.pauseRun': ['write', changeOf('run', (id) => `pauseRun(id: ${id})`)],
  'Mutation.resumeRun': ['write', changeOf('run', (id) => `resumeRun(id: ${id})`)],
  'Mutation.steerRun': ['write', changeOf('run', (id) => `steerRun(id: ${id}, epochs: 3)`)],
  'Mutation.inviteMember': [
    'manage',
    ({ workspace }) => `mutation { inviteMember(role: VIEWER, workspaceId: "${workspace}") ${logged} }`,
  ],
  'Mutation.launchRun': [
    'write',
    changeOf(
      'project',
      (id) => `launchRun(input: {projectId: ${id}, dataset: "none", model: {preset: "mlp"}})`,
    ),
  ],
  'Mutation.logConfusionMatrix': [
    'write',
    changeOf(
      'run',
      (id) => `logConfusionMatrix(runId: ${id}, input: {epoch: 1, labels: ["a"], counts: [[1]]})`,
    ),
  ],
  'Mutation.logEpochs': [
    'write',
    changeOf('run', (id) => `logEpochs(runId: ${id}, epochs: [{index: 1, loss: 1}])`),
  ],
  'Mutation.logEvaluation': [
    'write',
    changeOf(
      'run',
      (id) =>
        `logEvaluation(runId: ${id}, input: {epoch: 1, split: TEST, loss: 1, accuracy: 1, examples: 1})`,
    ),
  ],
  'Mutation.logLayers': [
    'write',
    changeOf(
      'run',
      (id) =>
        `logLayers(runId: ${id}, layers: [{name: "a", type: "Dense", outputShape: [1], parameters: 1}])`,
    ),
  ],
  'Mutation.logLines': [
    'write',
    changeOf('run', (id) => `logLines(runId: ${id}, lines: [{number: 1, message: "a"}])`),
  ],
  'Mutation.logMetrics': [
    'write',
    changeOf('run', (id) => `logMetrics(runId: ${id}, points: [{name: "a", step: 1, value: 1}])`),
  ],
  'Mutation.logPredictions': [
    'write',
    changeOf(
      'run',
      (id) =>
        `logPredictions(runId: ${id}, input: {epoch: 1, split: TEST, actual: [0], predicted: [0], confidence: [1]})`,
    ),
  ],
  'Mutation.removeMember': [
    'manage',
    ({ member, workspace }) =>
      `mutation { removeMember(userId: "${member}", workspaceId: "${workspace}") ${logged} }`,
  ],
  'Mutation.revokeApiKey': ['own', ({ key }) => `mutation { revokeApiKey(id: "${key}") ${logged} }`],
  'Mutation.revokeInvitation': [
    'manage',
    ({ invitation }) => `mutation { revokeInvitation(id: "${invitation}") ${logged} }`,
  ],
  'Mutation.stopRun': ['write', changeOf('run', (id) => `stopRun(id: ${id})`)],
  'Mutation.updateRun': ['write', changeOf('run', (id) => `updateRun(input: {id: ${id}, name: "x"})`)],
  'Subscription.runChanges': [
    'read',
    ({ project }) => `subscription { runChanges(projectId: "${project}") { kind } }`,
  ],
  'Subscription.runEvents': ['read', ({ run }) => `subscription { runEvents(runId: "${run}") { cursor } }`],
}

/** The fields that take things of a workspace. */
export const fieldsOfThings: readonly string[] = Object.entries(table).flatMap(([field, [, operation]]) =>
  operation(nothing) === operation(anything) ? [] : [field],
)
