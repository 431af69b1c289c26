/** Who a script is, and where it logs. */
export type ScriptPlace = {
  /** The server's address, without a slash at its end. */
  readonly address: string
  /** Null: the server asks for none. */
  readonly key: string | null
  /** Slug of the project. */
  readonly project: string
  /** Slug of the workspace, where its name has to be said; null elsewhere. */
  readonly workspace: string | null
}

export type Snippet = {
  readonly name: string
  /** What a terminal does before. */
  readonly before?: string
  readonly text: string
}

/** The same first run of a script, in the ways that scripts log. Each works as it stands. */
export const scriptSnippets = (place: ScriptPlace): readonly Snippet[] => [
  { name: 'Python', before: INSTALL_PYTHON, text: python(place) },
  { name: 'Keras', before: INSTALL_PYTHON, text: keras(place) },
  { name: 'TypeScript', before: INSTALL_TYPESCRIPT, text: typescript(place) },
  { name: 'curl', text: curl(place) },
]

/** What a key that may only look is good for. */
export const readingSnippets = (place: ScriptPlace): readonly Snippet[] => [
  {
    name: 'curl',
    text: `curl -s ${place.address}/graphql \\
  ${headersOf(place).join(' \\\n  ')} \\
  -d '{"query": "{ runs(first: 5) { totalCount edges { node { name status } } } }"}'`,
  },
  {
    name: 'Environment',
    text: connection(place, ['ATELIER_URL', 'ATELIER_API_KEY', 'ATELIER_WORKSPACE'])
      .map(([name, value]) => `export ${name}='${value}'`)
      .join('\n'),
  },
]

const INSTALL_PYTHON = 'pip install ./clients/python'
const INSTALL_TYPESCRIPT =
  'npm run package -w @atelier/client && npm install --prefix YOUR-PROJECT ./packages/client/dist'

const headersOf = ({ key, workspace }: ScriptPlace) => [
  ...(key === null ? [] : [`-H 'Authorization: Bearer ${key}'`]),
  ...(workspace === null ? [] : [`-H 'x-atelier-workspace: ${encodeURIComponent(workspace)}'`]),
  "-H 'Content-Type: application/json'",
]

const curl = (place: ScriptPlace) => {
  const { address, project } = place
  const input = `input: {project: \\"${project}\\", name: \\"from curl\\", epochs: 1}`
  const epoch = 'index: 1, loss: 0.71, accuracy: 0.75, validationAccuracy: 0.74'
  return `ask() {
  curl -s ${address}/graphql \\
    ${headersOf(place).join(' \\\n    ')} \\
    -d "{\\"query\\": \\"mutation { $1 }\\"}"
}
run=$(ask 'createRun(${input}) { run { id } }' | grep -o '[0-9a-f-]\\{36\\}')
ask "logEpochs(runId: \\\\\\"$run\\\\\\", epochs: [{${epoch}}]) { accepted }"
ask "finishRun(id: \\\\\\"$run\\\\\\", status: COMPLETED) { run { status } }"`
}

/** What tells a client where the server is and who asks: `name=value` in the syntax of its language. */
const connection = ({ address, key, workspace }: ScriptPlace, names: readonly [string, string, string]) =>
  [address, key, workspace].flatMap((value, at) => (value === null ? [] : [[names[at], value] as const]))

const pythonArguments = (place: ScriptPlace) =>
  connection(place, ['url', 'api_key', 'workspace'])
    .map(([name, value]) => `\n    ${name}=${JSON.stringify(value)},`)
    .join('')

const python = (place: ScriptPlace) => `import atelier

with atelier.init(
    project=${JSON.stringify(place.project)},
    name="from Python",
    config={"learning_rate": 0.01},${pythonArguments(place)}
) as run:
    for step in range(1, 101):
        run.log({"loss": 1 / step}, step=step)
    run.log_epoch(1, loss=0.01, accuracy=0.91, validationAccuracy=0.88)`

const keras = (place: ScriptPlace) => `import atelier
import atelier.keras
import keras

train, test = keras.datasets.fashion_mnist.load_data()
layers = keras.layers
model = keras.Sequential([
    layers.Rescaling(1 / 255),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

with atelier.init(
    project=${JSON.stringify(place.project)},
    name="from Keras",${pythonArguments(place)}
) as run:
    callback = atelier.keras.Callback(run, validation_data=test)
    model.fit(*train, epochs=3, validation_data=test, callbacks=[callback])`

const typescript = (place: ScriptPlace) => {
  const options = connection(place, ['url', 'apiKey', 'workspace'])
    .map(([name, value]) => `\n  ${name}: '${value}',`)
    .join('')
  return `import { init } from '@atelier/client'

const run = await init({
  project: '${place.project}',
  name: 'from TypeScript',
  config: { learningRate: 0.01 },${options}
})
for (let step = 1; step <= 100; step++) run.log({ loss: 1 / step }, { step })
run.logEpoch({ index: 1, loss: 0.01, accuracy: 0.91, validationAccuracy: 0.88 })
await run.finish()`
}
