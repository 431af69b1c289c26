import { describe, expect, it } from 'vitest'
import {
  countParameters,
  findDataset,
  type LayerSummary,
  parseClassifier,
  parseModel,
  parseTraining,
  type SpecIssue,
  summarizeLayers,
  unwrap,
} from '../src/spec/index.ts'

const image = [28, 28, 1]
const rows = (layers: readonly LayerSummary[]) =>
  layers.map(({ type, outputShape, parameters }) => [type, outputShape.slice(1).join('x'), parameters])

describe('the models of the study', () => {
  it('mlp has the layers and parameters of the report', () => {
    const model = unwrap(parseModel({ preset: 'mlp' }, image))
    expect(rows(summarizeLayers(model))).toEqual([
      ['Dense', '512', 401_920],
      ['BatchNormalization', '512', 2_048],
      ['Dense', '512', 262_656],
      ['BatchNormalization', '512', 2_048],
      ['Dropout', '512', 0],
      ['Dense', '256', 131_328],
      ['BatchNormalization', '256', 1_024],
      ['Dense', '256', 65_792],
      ['BatchNormalization', '256', 1_024],
      ['Dropout', '256', 0],
      ['Dense', '10', 2_570],
    ])
    expect(countParameters(model)).toEqual({ total: 870_410, trainable: 867_338, nonTrainable: 3_072 })
  })

  it('cnn has the layers and parameters of the report, batch normalization over rows included', () => {
    const model = unwrap(parseModel({ preset: 'cnn' }, image))
    expect(rows(summarizeLayers(model))).toEqual([
      ['Conv2D', '26x26x128', 1_280],
      ['BatchNormalization', '26x26x128', 104],
      ['Conv2D', '24x24x128', 147_584],
      ['BatchNormalization', '24x24x128', 96],
      ['Dropout', '24x24x128', 0],
      ['Conv2D', '22x22x256', 295_168],
      ['BatchNormalization', '22x22x256', 88],
      ['Conv2D', '20x20x256', 590_080],
      ['BatchNormalization', '20x20x256', 80],
      ['MaxPooling2D', '10x10x256', 0],
      ['Dropout', '10x10x256', 0],
      ['Flatten', '25600', 0],
      ['Dense', '256', 6_553_856],
      ['BatchNormalization', '256', 1_024],
      ['Dense', '256', 65_792],
      ['BatchNormalization', '256', 1_024],
      ['Dropout', '256', 0],
      ['Dense', '10', 2_570],
    ])
    expect(countParameters(model)).toEqual({ total: 7_658_746, trainable: 7_657_538, nonTrainable: 1_208 })
  })

  it('names layers as Keras does and gives the batch axis as null', () => {
    const [first, second, third] = summarizeLayers(unwrap(parseModel({ preset: 'mlp' }, image)))
    expect([first?.name, second?.name, third?.name]).toEqual(['dense', 'batch_normalization', 'dense_1'])
    expect(first?.outputShape).toEqual([null, 512])
    expect(first?.settings).toEqual({
      units: 512,
      activation: 'relu',
      useBias: true,
      kernelInitializer: 'glorot_uniform',
    })
  })
})

describe('what does not fit is said in one sentence, with its place', () => {
  const issueOf = (layers: readonly unknown[], shape = image): SpecIssue | undefined => {
    const parsed = parseModel({ layers }, shape)
    return parsed.ok ? undefined : parsed.issues[0]
  }
  it.each([
    [
      'more parameters than fit',
      [
        { type: 'Dense', units: 65536 },
        { type: 'Dense', units: 65536 },
      ],
      ['layers', '1'],
      'layer 1 (Dense): the model has 4,346,478,592 parameters up to here: at most 268,435,456 fit; use fewer units or filters, or a pooling before it',
    ],
    [
      'an output that is too large',
      [{ type: 'Conv2D', filters: 65536, kernelSize: 3 }],
      ['layers', '0'],
      'layer 0 (Conv2D): an output of 26x26x65536 is too large: at most 16,777,216 entries; use fewer filters or units, or a pooling before it',
    ],
    [
      'a missing setting',
      [{ type: 'Dense' }],
      ['layers', '0', 'units'],
      'layer 0 (Dense): units is required (a number)',
    ],
    [
      'a wrong number',
      [{ type: 'Dense', units: 0 }],
      ['layers', '0', 'units'],
      'layer 0 (Dense): units must be at least 1',
    ],
    [
      'a fraction where none fits',
      [{ type: 'Dense', units: 1.5 }],
      ['layers', '0', 'units'],
      'layer 0 (Dense): units must be a whole number',
    ],
    [
      'an unknown setting',
      [{ type: 'Dense', units: 2, unit: 3 }],
      ['layers', '0', 'unit'],
      'layer 0 (Dense): unknown field "unit"',
    ],
    [
      'an unknown activation',
      [{ type: 'Dense', units: 2, activation: 'swich' }],
      ['layers', '0', 'activation'],
      'layer 0 (Dense): activation must be one of "linear", "relu", "softmax", "sigmoid", "tanh", "elu", "gelu", "leaky_relu", "silu", "softplus"',
    ],
    [
      'a rate of 1',
      [{ type: 'Dropout', rate: 1 }],
      ['layers', '0', 'rate'],
      'layer 0 (Dropout): rate must be less than 1',
    ],
    ['no layer at all', [], ['layers'], 'must have at least one layer'],
    [
      'a layer that is no object',
      ['Dense'],
      ['layers', '0'],
      'must be an object with a layer type, such as {"type": "Dense", "units": 10}',
    ],
    [
      'Dense on an image',
      [
        { type: 'Conv2D', filters: 4, kernelSize: 3 },
        { type: 'Dense', units: 2 },
      ],
      ['layers', '1'],
      'layer 1 (Dense): expects a flat vector but gets 26x26x4; put a Flatten layer in front of it',
    ],
    [
      'a kernel larger than its input',
      [
        { type: 'MaxPooling2D', poolSize: 14 },
        { type: 'Conv2D', filters: 2, kernelSize: 3 },
      ],
      ['layers', '1', 'kernelSize'],
      'layer 1 (Conv2D): a 3x3 kernel does not fit an input of 2x2x1; use padding "same" or a smaller kernel, or drop a pooling before it',
    ],
    [
      'a pool larger than its input',
      [{ type: 'AveragePooling2D', poolSize: [29, 2] }],
      ['layers', '0', 'poolSize'],
      'layer 0 (AveragePooling2D): a 29x2 pool does not fit an input of 28x28x1; use a smaller pool or GlobalAveragePooling2D, or drop a pooling before it',
    ],
    [
      'a vector where an image is expected',
      [{ type: 'Flatten' }, { type: 'GlobalAveragePooling2D' }],
      ['layers', '1'],
      'layer 1 (GlobalAveragePooling2D): expects an image of height x width x channels but gets a vector of 784; put it in front of the layer that makes vectors of images, such as Flatten',
    ],
    [
      'unequal strides of a depthwise convolution',
      [{ type: 'DepthwiseConv2D', kernelSize: 3, strides: [1, 2] }],
      ['layers', '0', 'strides'],
      'layer 0 (DepthwiseConv2D): strides must be the same along height and width',
    ],
    [
      'an unknown initializer',
      [{ type: 'Dense', units: 2, kernelInitializer: 'heNormal' }],
      ['layers', '0', 'kernelInitializer'],
      'layer 0 (Dense): kernelInitializer must be one of "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "zeros", "ones"',
    ],
    [
      'a padding of three numbers',
      [{ type: 'ZeroPadding2D', padding: [1, 2, 3] }],
      ['layers', '0', 'padding'],
      'layer 0 (ZeroPadding2D): padding must be a whole number, a pair [height, width] or [[top, bottom], [left, right]], each at least 0',
    ],
    [
      'a slope below 0',
      [{ type: 'LeakyReLU', negativeSlope: -0.1 }],
      ['layers', '0', 'negativeSlope'],
      'layer 0 (LeakyReLU): negativeSlope must be at least 0',
    ],
    [
      'a missing scale',
      [{ type: 'Rescaling' }],
      ['layers', '0', 'scale'],
      'layer 0 (Rescaling): scale is required (a number)',
    ],
    [
      'an axis that is not there',
      [{ type: 'BatchNormalization', axis: 4 }],
      ['layers', '0', 'axis'],
      "layer 0 (BatchNormalization): axis 4 is not one of the input's axes: 28x28x1 has axes 1 to 3 (0 is the batch)",
    ],
    [
      'the batch axis',
      [{ type: 'BatchNormalization', axis: 0 }],
      ['layers', '0', 'axis'],
      "layer 0 (BatchNormalization): axis 0 is not one of the input's axes: 28x28x1 has axes 1 to 3 (0 is the batch)",
    ],
    [
      'two layers of one name',
      [
        { type: 'Flatten', name: 'a' },
        { type: 'Flatten', name: 'a' },
      ],
      ['layers', '1', 'name'],
      'two layers are named "a"',
    ],
  ])('%s', (_what, layers, path, message) => {
    expect(issueOf(layers)).toMatchObject({ path, message })
  })

  it('a type that does not exist lists those that do', () => {
    expect(issueOf([{ type: 'Dence', units: 3 }])).toMatchObject({
      path: ['layers', '0', 'type'],
      code: 'UNKNOWN_TYPE',
      message: expect.stringContaining(
        'there is no layer type "Dence"; there are: Activation, AveragePooling2D, BatchNormalization',
      ),
    })
  })

  it('a preset and layers, or neither', () => {
    for (const input of [{}, { preset: 'mlp', layers: [] }])
      expect(parseModel(input, image)).toMatchObject({
        ok: false,
        issues: [{ message: 'give either a preset or layers, one of the two' }],
      })
  })

  it('a last layer that is no softmax over the classes', () => {
    const parsed = parseClassifier(
      { layers: [{ type: 'Dense', units: 9, activation: 'softmax' }] },
      image,
      10,
    )
    expect(parsed).toMatchObject({
      ok: false,
      issues: [
        {
          path: ['layers', '0'],
          message: expect.stringContaining(
            'must give 10 softmax probabilities, one a class, but gives 9; end with {"type": "Dense", "units": 10, "activation": "softmax"}',
          ),
        },
      ],
    })
  })

  it('layers without a weight to train', () => {
    const layers = [
      { type: 'AveragePooling2D', poolSize: [28, 1], strides: [28, 3] },
      ...[{ type: 'Flatten' }, { type: 'Activation', activation: 'softmax' }],
    ]
    expect(parseClassifier({ layers }, image, 10)).toEqual({
      ok: false,
      issues: [
        {
          ...{ path: ['layers'], code: 'INVALID_VALUE' },
          message: 'hold no weight that could be trained; add a layer with weights, such as Dense',
        },
      ],
    })
  })

  it('every issue of a training at once, each with its path', () => {
    const dataset = findDataset('fashion-mnist')
    if (!dataset) throw new Error('the catalogue has Fashion-MNIST')
    const parsed = parseTraining(
      {
        model: { layers: [{ type: 'Dense', units: -1 }] },
        optimizer: { learningRate: 0, settings: { beta1: 2 } },
        batchSize: 0,
        epochs: 1,
        seed: 1,
      },
      dataset,
    )
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path.join('.'))).toEqual([
      'model.layers.0.units',
      'optimizer.learningRate',
      'batchSize',
    ])
    expect(parseTraining({ model: { preset: 'mlp' }, trainLimit: 60_001, seed: 1 }, dataset)).toMatchObject({
      ok: false,
      issues: [
        { path: ['trainLimit'], message: 'must be at most 60000, the training images of Fashion-MNIST' },
      ],
    })
  })
})
