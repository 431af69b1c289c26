import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
} from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../src/schema/index.ts'

const read = (name: string): Promise<string> => readFile(new URL(`../${name}`, import.meta.url), 'utf8')

/** What the API offers beyond the contract. A name here that the contract has taken up must go. */
const additions = [
  'ConfusionMatrix.split',
  'CreateRunInput.epochs',
  'CreateRunInput.project',
  'CreateRunInput.writer',
  'Dataset.classCounts',
  'Dataset.classCounts(split)',
  'Dataset.example',
  'Dataset.example(index)',
  'Dataset.example(split)',
  'LaunchRunInput.augmentation',
  'LaunchRunInput.earlyStopping',
  'LaunchRunInput.labelSmoothing',
  'LaunchRunInput.learningRateSchedule',
  'LaunchRunInput.maxRestarts',
  'MetricFilter.statistic',
  'MetricSeries.points',
  'MetricSeries.points(after)',
  'MetricSeries.points(first)',
  'ModelPreset.recipe',
  'Mutation.acceptInvitation',
  'Mutation.acceptInvitation(email)',
  'Mutation.acceptInvitation(name)',
  'Mutation.acceptInvitation(password)',
  'Mutation.acceptInvitation(token)',
  'Mutation.changeMemberRole',
  'Mutation.changeMemberRole(role)',
  'Mutation.changeMemberRole(userId)',
  'Mutation.changeMemberRole(workspaceId)',
  'Mutation.createApiKey',
  'Mutation.createApiKey(name)',
  'Mutation.createApiKey(scope)',
  'Mutation.createFirstOwner',
  'Mutation.createFirstOwner(email)',
  'Mutation.createFirstOwner(name)',
  'Mutation.createFirstOwner(password)',
  'Mutation.createFirstOwner(token)',
  'Mutation.createProject(workspaceId)',
  'Mutation.createPublicLink',
  'Mutation.createPublicLink(runIds)',
  'Mutation.createWorkspace',
  'Mutation.createWorkspace(name)',
  'Mutation.deleteWorkspace',
  'Mutation.deleteWorkspace(id)',
  'Mutation.drainWorker',
  'Mutation.drainWorker(id)',
  'Mutation.finishRun(lost)',
  'Mutation.finishRun(writer)',
  'Mutation.inviteMember',
  'Mutation.inviteMember(role)',
  'Mutation.inviteMember(workspaceId)',
  'Mutation.joinWorkspace',
  'Mutation.joinWorkspace(token)',
  'Mutation.leaveWorkspace',
  'Mutation.leaveWorkspace(id)',
  'Mutation.logConfusionMatrix',
  'Mutation.logConfusionMatrix(input)',
  'Mutation.logConfusionMatrix(runId)',
  'Mutation.logEpochs',
  'Mutation.logEpochs(epochs)',
  'Mutation.logEpochs(runId)',
  'Mutation.logEvaluation',
  'Mutation.logEvaluation(input)',
  'Mutation.logEvaluation(runId)',
  'Mutation.logLayers',
  'Mutation.logLayers(layers)',
  'Mutation.logLayers(runId)',
  'Mutation.logLines',
  'Mutation.logLines(lines)',
  'Mutation.logLines(runId)',
  'Mutation.logPredictions',
  'Mutation.logPredictions(input)',
  'Mutation.logPredictions(runId)',
  'Mutation.removeMember',
  'Mutation.removeMember(userId)',
  'Mutation.removeMember(workspaceId)',
  'Mutation.renameWorkspace',
  'Mutation.renameWorkspace(id)',
  'Mutation.renameWorkspace(name)',
  'Mutation.resumeWorker',
  'Mutation.resumeWorker(id)',
  'Mutation.revokeApiKey',
  'Mutation.revokeApiKey(id)',
  'Mutation.revokeInvitation',
  'Mutation.revokeInvitation(id)',
  'Mutation.revokePublicLink',
  'Mutation.revokePublicLink(id)',
  'ParameterFilter.maximum',
  'ParameterFilter.minimum',
  'Project.workspace',
  'Query.apiKeys',
  'Query.comparePredictions',
  'Query.comparePredictions(firstId)',
  'Query.comparePredictions(secondId)',
  'Query.examplePredictions',
  'Query.examplePredictions(dataset)',
  'Query.examplePredictions(first)',
  'Query.examplePredictions(index)',
  'Query.examplePredictions(projectId)',
  'Query.examplePredictions(split)',
  'Query.invitations',
  'Query.members',
  'Query.publicLinks',
  'Query.publicLinks(runId)',
  'Query.runs(search)',
  'Query.shared',
  'Query.shared(token)',
  'Query.workspace',
  'Query.workspace(id)',
  'Query.workspace(slug)',
  'Query.workspaces',
  'Run.attempts',
  'Run.checkpointEpochs',
  'Run.cursor',
  'Run.epochsPlanned',
  'Run.forkedEpoch',
  'Run.history(maxEpochs)',
  'Run.latestProgress',
  'Run.layerHistory',
  'Run.layerHistory(layer)',
  'Run.layerHistory(maxEpochs)',
  'Run.logLines',
  'Run.logLines(last)',
  'Run.maxRestarts',
  'Run.metric(fromStep)',
  'Run.metric(toStep)',
  'Run.predictionHistory',
  'Run.predictionHistory(indices)',
  'Run.predictionHistory(maxEpochs)',
  'Run.predictionHistory(split)',
  'Run.predictions(order)',
  'Run.restarts',
  'Run.stepsPerEpoch',
  'Run.summary(layers)',
  'RunConfig.augmentation',
  'RunConfig.earlyStopping',
  'RunConfig.labelSmoothing',
  'RunConfig.learningRateSchedule',
  'RunConfig.trainLimit',
  'RunConfig.validationSplit',
  'RunConnection.searchError',
  'RunFilter.ids',
  'RunOrder.parameter',
  'RunOrder.statistic',
  'RunOrderField.PARAMETER',
  'Viewer.hasPassword',
  'Viewer.open',
  'Viewer.passwords',
  'Viewer.workspace',
  'Viewer.workspaces',
  'Worker.name',
  'Worker.runs',
  'Worker.slots',
  'Worker.viewerCanDrain',
]

/** Types that the contract does not know, with all their fields. */
const additionalTypes = [
  'ApiKey',
  'ApiKeyPayload',
  'Augmentation',
  'AugmentationInput',
  'ConfusionMatrixInput',
  'CreateApiKeyPayload',
  'CreatePublicLinkPayload',
  'EarlyStopping',
  'EarlyStoppingInput',
  'EpochInput',
  'EvaluationInput',
  'ExampleHistory',
  'ExamplePrediction',
  'FailureCause',
  'Flip',
  'Invitation',
  'InvitationPayload',
  'InviteMemberPayload',
  'KeyScope',
  'LayerEpoch',
  'LayerHistogram',
  'LayerInput',
  'LayerTensor',
  'LearningRateSchedule',
  'LearningRateScheduleInput',
  'LogLineInput',
  'LogPayload',
  'Member',
  'MemberPayload',
  'MetricColumns',
  'MetricStatistic',
  'Monitor',
  'PairedPrediction',
  'PairedPredictionConnection',
  'PairedPredictionEdge',
  'PredictionComparison',
  'PredictionHistory',
  'PredictionOrder',
  'PredictionsInput',
  'PublicLink',
  'PublicLinkPayload',
  'Recipe',
  'RightRun',
  'RunAttempt',
  'RunRecovered',
  'RunRecovered implements RunEvent',
  'SearchError',
  'SharedRun',
  'SharedRuns',
  'WorkerPayload',
  'Workspace',
  'WorkspacePayload',
]

/**
 * Where the API departs from the contract on purpose. A default in the schema would fill in what a person left open
 * before the recipe of the preset could: {model: {preset: "cnn-fast"}} would train 50 epochs instead of the recipe's.
 * Without a recipe, what is left open is still 64, 50 and FLOAT32, as the contract says. Likewise 0.001 is Adam's rate
 * alone: the default of Keras's SGD is 0.01. A run of a script may name its project by its slug instead of its id.
 */
const departures = [
  'CreateRunInput.projectId',
  'LaunchRunInput.batchSize',
  'LaunchRunInput.epochs',
  'LaunchRunInput.precision',
  'OptimizerInput.learningRate',
]

const ownTypes = (of: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__'))

/** Everything about a type that a client relies on, one line each. */
function factsOf(type: GraphQLNamedType): Map<string, string> {
  const facts = new Map([[type.name, type.constructor.name]])
  const input = (at: string, { type: of, defaultValue }: GraphQLArgument | GraphQLInputField) =>
    facts.set(at, defaultValue === undefined ? String(of) : `${of} = ${JSON.stringify(defaultValue)}`)
  if (isEnumType(type)) for (const { name } of type.getValues()) facts.set(`${type.name}.${name}`, 'value')
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) input(`${type.name}.${field.name}`, field)
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const { name } of type.getInterfaces()) facts.set(`${type.name} implements ${name}`, 'yes')
    for (const field of Object.values(type.getFields())) {
      facts.set(`${type.name}.${field.name}`, String(field.type))
      for (const argument of field.args) input(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  return facts
}

const allFacts = (of: GraphQLSchema): Map<string, string> =>
  new Map(ownTypes(of).flatMap((type) => [...factsOf(type)]))

test('the committed schema is the one that is served: run "npm run generate"', async () => {
  expect(await read('schema.graphql')).toBe(`${printSchema(schema)}\n`)
})

test('everything that is served is in the contract, spelled, typed and defaulted alike', async () => {
  // Compared as built from text, where enum values are names.
  const served = allFacts(buildSchema(await read('schema.graphql')))
  const promised = allFacts(buildSchema(await read('contract.graphql')))
  const strange = [...served].filter(([at, fact]) => promised.get(at) !== fact).map(([at]) => at)
  const typeOf = (at: string): string => at.split('.')[0] ?? ''
  const ofNewTypes = strange.filter((at) => !promised.has(typeOf(at)))
  expect([...new Set(ofNewTypes.map(typeOf))]).toEqual(additionalTypes)
  expect(strange.filter((at) => promised.has(typeOf(at)))).toEqual([...additions, ...departures].sort())
})

test('an object has every field of the contract that its implementation needs', async () => {
  const contract = buildSchema(await read('contract.graphql'))
  // A payload or event that lacks a field of the contract would be a half-served type.
  for (const type of ownTypes(schema).filter((type) =>
    /Payload$|Connection$|Edge$|Bucket$|Series$|^Epoch$/.test(type.name),
  )) {
    const promised = contract.getType(type.name)
    if (promised)
      expect([...factsOf(type).keys()]).toEqual(expect.arrayContaining([...factsOf(promised).keys()]))
  }
})

type Described = { readonly name: string; readonly description?: string | null | undefined }

test('every type, field, argument and value says what it is', () => {
  const silent: string[] = []
  const look = (at: string, items: readonly Described[]) =>
    silent.push(...items.filter(({ description }) => !description).map(({ name }) => `${at}${name}`))
  for (const type of ownTypes(schema)) {
    look('', [type])
    if (isEnumType(type)) look(`${type.name}.`, type.getValues())
    if (isInputObjectType(type)) look(`${type.name}.`, Object.values(type.getFields()))
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    const fields = Object.values(type.getFields())
    look(`${type.name}.`, fields)
    for (const field of fields) look(`${type.name}.${field.name}: `, field.args)
  }
  expect(silent).toEqual([])
})
