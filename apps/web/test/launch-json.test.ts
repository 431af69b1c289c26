import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelPresets } from '@atelier/ml-core/spec'
import { buildSchema, parse, specifiedRules, validate } from 'graphql'
import { expect, test } from 'vitest'
import { checkValues } from '../src/launch/check-values.ts'
import { layersOfPreset } from '../src/launch/edited-layers.ts'
import { launchJson, parseLaunchJson } from '../src/launch/launch-json.ts'
import { curlText, mutationText } from '../src/launch/launch-snippets.ts'
import { emptyValues, type LaunchValues } from '../src/launch/launch-values.ts'
import { baseValues } from '../src/launch/recipe-values.ts'

const dataset = {
  ...{ name: 'fashion-mnist', title: 'Fashion-MNIST', labels: Array.from('0123456789') },
  ...{ inputShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000 },
}
const ofPreset = (preset: string): LaunchValues => ({
  ...{ ...emptyValues, ...baseValues({ preset, basis: 'recipe' }, dataset), preset },
})
const full: LaunchValues = {
  ...ofPreset('cnn-best'),
  ...{
    name: "Ada's run",
    tags: ['a', 'b'],
    preset: '',
    layers: layersOfPreset('cnn'),
    seed: 7,
    maxRestarts: 5,
  },
  ...{ trainLimit: 640, validation: 'split', validationPercent: 12.5 },
  earlyStopping: { patience: '3', monitor: 'validationAccuracy' },
}
const issuesOf = (change: object) => {
  const parsed = parseLaunchJson(JSON.stringify({ ...launchJson(full), ...change }), [dataset])
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test.each([...modelPresets.map(({ name }) => ofPreset(name)), full])(
  'what is written as JSON is read as the same training',
  (values) => {
    const read = parseLaunchJson(JSON.stringify(launchJson(values)), [dataset])
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    expect(launchJson(read.value)).toEqual(launchJson(values))
    expect(JSON.stringify(checkValues(read.value, dataset).spec)).toEqual(
      JSON.stringify(checkValues(values, dataset).spec),
    )
  },
)

test.each([
  [{ epoch: 3 }, /^epoch: is no field of it; there are: name, tags, dataset, model, epochs/],
  [{ precision: 'float16' }, /^precision: must be one of FLOAT32, BFLOAT16$/],
  [{ epochs: 0 }, /^epochs: must be at least 1$/],
  [{ maxRestarts: 101 }, /^maxRestarts: .*<=100$/],
  [{ tags: [1] }, /^tags\.0: must be of type string, is number$/],
  [{ dataset: 'mnist' }, /^dataset: there is no data set "mnist"; there are: fashion-mnist$/],
  [{ model: { layers: [{ type: 'Dense', units: 'ten' }] } }, /^model\.layers\.0\.units: .*must be a/],
  [{ model: { layers: [{ type: 'Flatten' }] } }, /^model\.layers\.0: .*softmax/],
  [{ model: { preset: 'cnn', layer: [] } }, /^model\.layer: is no field of it; there are: preset, layers$/],
  [{ augmentation: { flip: 'VERTICAL' } }, /^augmentation\.flip: must be one of NONE, HORIZONTAL$/],
])('an error of %j is named with its path', (change, message) => {
  expect(issuesOf(change)).toEqual([expect.stringMatching(message)])
})

test('what is no JSON is told as that', () => {
  const parsed = parseLaunchJson('{"epochs": }', [dataset])
  expect(parsed.ok ? [] : parsed.issues).toEqual([
    { path: [], message: expect.stringMatching(/^The text is no JSON: /), code: 'INVALID_VALUE' },
  ])
})

test('the mutation is valid by the schema, and the command carries the same input through a shell', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../api/schema.graphql'), 'utf8'))
  for (const values of [full, ofPreset('mlp')])
    expect(validate(schema, parse(mutationText('p1', launchJson(values))), specifiedRules)).toEqual([])
  const quoted = /-d '([\s\S]*)'$/.exec(curlText('http://here', 'p1', launchJson(full)))?.[1] ?? ''
  const body: unknown = JSON.parse(quoted.replaceAll(`'\\''`, "'"))
  expect(body).toMatchObject({ variables: { input: { projectId: 'p1', ...launchJson(full) } } })
})
