"""Runs every deterministic layer in Keras, forward and backward, and writes what the test compares to layers.json beside
this file.

Run by hand when a layer is added or changes:
    python3 -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
    venv/bin/python layers.py

Keras computes in float64. Inputs, weights and the gradient that comes from behind are numbers that both sides compute
alike (fixed_numbers.py; ../../native/layers-golden.test.ts). Of each result the file holds the shape, the norm and the
product with fixed numbers, so a wrong entry anywhere shows. The loss is the sum of output times fixed numbers.
"""
import json, os, platform, re

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
import tensorflow as tf
from fixed_numbers import fixed_numbers

BATCH = 3
SALTS = {'input': 1, 'gradient': 2, 'probe': 3, 'weights': 10}

IMAGE, ODD, VECTOR = [6, 6, 3], [7, 5, 2], [5]


# Steps from 0 to 1 to which inputs, weights and gradients from behind are rounded: bfloat16 holds such numbers exactly.
EXACT = 128


def case(name, input_shape, type, training=True, levels=EXACT, **settings):
    """`levels`: steps from 0 to 1 to which the input is rounded; with few of them several entries are equally large."""
    return {'name': name, 'layer': {'type': type, **settings}, 'inputShape': input_shape, 'training': training, 'levels': levels}


def windows(type, **settings):
    """Padding, strides and odd sizes of a layer with a window; `settings` are added to each."""
    depthwise = type in ['DepthwiseConv2D', 'SeparableConv2D']
    what = 'poolSize' if type.endswith('Pooling2D') else 'kernelSize'
    return [
        case('defaults but for the window', IMAGE, type, **{what: 3}, **settings),
        case('same', IMAGE, type, **{what: 3}, strides=1, padding='same', **settings),
        case('strides 2, odd sizes', ODD, type, **{what: 3}, strides=2, **settings),
        case('strides 2, odd sizes, same', ODD, type, **{what: 3}, strides=2, padding='same', **settings),
        case('a window that is no square', ODD, type, **{what: [3, 2]}, strides=2, **settings),
        *([] if depthwise else [case('unequal strides', ODD, type, **{what: 2}, strides=[1, 2], **settings)]),
        # TensorFlow's float64 kernel of the average's gradient is wrong here (finite differences say so); ours refuses it
        *([] if type == 'AveragePooling2D' else
          [case('a window larger than the image, same', ODD, type, **{what: 9}, strides=3, padding='same', **settings)]),
        case('a window of one', ODD, type, **{what: 1}, **settings),
    ]


ACTIVATIONS = ['linear', 'relu', 'softmax', 'sigmoid', 'tanh', 'elu', 'gelu', 'leaky_relu', 'silu', 'softplus']

CASES = [
    *[case(f'{name} of vectors', VECTOR, 'Activation', activation=name) for name in ACTIVATIONS],
    *[case(f'{name} of images', ODD, 'Activation', activation=name) for name in ACTIVATIONS],
    case('2x2', IMAGE, 'AveragePooling2D', poolSize=2),
    *windows('AveragePooling2D'),
    case('defaults', IMAGE, 'BatchNormalization'),
    case('of vectors', VECTOR, 'BatchNormalization'),
    case('over rows', ODD, 'BatchNormalization', axis=1),
    case('over columns', ODD, 'BatchNormalization', axis=2),
    case('over channels by a positive axis', ODD, 'BatchNormalization', axis=3),
    case('momentum and epsilon', IMAGE, 'BatchNormalization', momentum=0.6, epsilon=0.1),
    case('without gamma', IMAGE, 'BatchNormalization', scale=False),
    case('without beta', IMAGE, 'BatchNormalization', center=False),
    case('over rows without both', ODD, 'BatchNormalization', axis=1, scale=False, center=False),
    case('by its moving averages', IMAGE, 'BatchNormalization', training=False),
    case('of vectors by its moving averages', VECTOR, 'BatchNormalization', training=False),
    case('over rows by its moving averages', ODD, 'BatchNormalization', training=False, axis=1),
    *windows('Conv2D', filters=4),
    case('of one channel, a window of one', [6, 6, 1], 'Conv2D', filters=1, kernelSize=1, strides=3),
    case('an image of one pixel', [1, 1, 3], 'Conv2D', filters=4, kernelSize=2, strides=3, padding='same'),
    case('an image one pixel wide', [8, 1, 1], 'Conv2D', filters=8, kernelSize=1, strides=3, padding='same'),
    case('without bias, relu', IMAGE, 'Conv2D', filters=4, kernelSize=3, useBias=False, activation='relu'),
    case('gelu', IMAGE, 'Conv2D', filters=4, kernelSize=3, activation='gelu'),
    case('softmax over the filters', IMAGE, 'Conv2D', filters=4, kernelSize=3, activation='softmax'),
    case('many channels', [9, 8, 32], 'Conv2D', filters=40, kernelSize=3),
    case('many channels, same', [9, 8, 32], 'Conv2D', filters=40, kernelSize=3, padding='same'),
    case('defaults', VECTOR, 'Dense', units=4),
    case('without bias, relu', VECTOR, 'Dense', units=4, useBias=False, activation='relu'),
    case('softmax', VECTOR, 'Dense', units=4, activation='softmax'),
    case('silu', VECTOR, 'Dense', units=1, activation='silu'),
    *windows('DepthwiseConv2D'),
    *windows('DepthwiseConv2D', depthMultiplier=3, activation='elu'),
    case('without bias', IMAGE, 'DepthwiseConv2D', kernelSize=3, useBias=False),
    case('of one channel', [6, 6, 1], 'DepthwiseConv2D', kernelSize=3, depthMultiplier=2),
    case('of one channel, a window of one', [6, 6, 1], 'DepthwiseConv2D', kernelSize=1, strides=3),
    case('outside training', IMAGE, 'Dropout', training=False, rate=0.4),
    case('a rate of 0', IMAGE, 'Dropout', rate=0),
    case('an image', ODD, 'Flatten'),
    case('a vector', VECTOR, 'Flatten'),
    case('defaults', ODD, 'GlobalAveragePooling2D'),
    case('keepdims', ODD, 'GlobalAveragePooling2D', keepdims=True),
    case('defaults', ODD, 'GlobalMaxPooling2D'),
    case('keepdims', ODD, 'GlobalMaxPooling2D', keepdims=True),
    case('several entries equally large', ODD, 'GlobalMaxPooling2D', levels=2),
    case('defaults', IMAGE, 'LeakyReLU'),
    case('a slope of 0.05', VECTOR, 'LeakyReLU', negativeSlope=0.05),
    case('a slope of 0', VECTOR, 'LeakyReLU', negativeSlope=0),
    case('a slope of 1.5', VECTOR, 'LeakyReLU', negativeSlope=1.5),
    case('defaults', IMAGE, 'MaxPooling2D'),
    *windows('MaxPooling2D'),
    case('several entries equally large', IMAGE, 'MaxPooling2D', levels=2),
    case('a scale alone', IMAGE, 'Rescaling', scale=2.5),
    case('scale and offset', VECTOR, 'Rescaling', scale=2, offset=-1),
    *windows('SeparableConv2D', filters=4),
    *windows('SeparableConv2D', filters=2, depthMultiplier=3, activation='relu'),
    case('of one channel', [6, 6, 1], 'SeparableConv2D', filters=4, kernelSize=3, depthMultiplier=2),
    case('without bias', IMAGE, 'SeparableConv2D', filters=4, kernelSize=3, useBias=False),
    case('outside training', IMAGE, 'SpatialDropout2D', training=False, rate=0.4),
    case('a rate of 0', IMAGE, 'SpatialDropout2D', rate=0),
    case('defaults', ODD, 'ZeroPadding2D'),
    case('height and width', ODD, 'ZeroPadding2D', padding=[2, 0]),
    case('every side', ODD, 'ZeroPadding2D', padding=[[1, 2], [0, 3]]),
]


def rounded(shape, salt, levels=EXACT):
    return (np.round(fixed_numbers(int(np.prod(shape)), salt) * levels) / levels).reshape(shape)


def described(tensor):
    values = np.asarray(tensor, dtype=np.float64)
    flat = values.reshape(-1)
    return {'shape': list(values.shape), 'norm': float(np.linalg.norm(flat)), 'probe': float(flat @ fixed_numbers(flat.size, SALTS['probe']))}


def keras_layer(spec):
    settings = {re.sub('([A-Z])', r'_\1', key).lower(): value for key, value in spec.items() if key != 'type'}
    tuples = {key: tuple(map(tuple, value) if isinstance(value[0], list) else value) if isinstance(value, list) else value
              for key, value in settings.items()}
    return getattr(keras.layers, spec['type'])(**tuples)


def run(entry):
    shape = [BATCH, *entry['inputShape']]
    x = tf.Variable(rounded(shape, SALTS['input'], entry['levels']))
    layer = keras_layer(entry['layer'])
    layer.build(shape)
    for index, weight in enumerate(layer.weights):
        own = rounded(weight.shape, SALTS['weights'] + index)
        weight.assign(1 + own / 2 if weight.name == 'moving_variance' else own)
    trained = layer.trainable_weights
    with tf.GradientTape() as tape:
        y = layer(x, training=entry['training'])
        loss = tf.reduce_sum(y * rounded(y.shape, SALTS['gradient']))
    gradients = tape.gradient(loss, [x, *[weight.value for weight in trained]])
    changed = layer.non_trainable_weights if entry['training'] else []
    return {
        **entry,
        'parameters': layer.count_params(),
        'output': described(y),
        'gradients': {name: described(value) for name, value in zip(['input', *[weight.name for weight in trained]], gradients)},
        'updates': {weight.name: described(weight) for weight in changed},
    }


def main():
    keras.config.set_floatx('float64')
    keras.config.set_dtype_policy('float64')
    versions = {'keras': keras.__version__, 'tensorflow': tf.__version__, 'numpy': np.__version__, 'python': platform.python_version()}
    cases = [json.dumps(run(entry)) for entry in CASES]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'layers.json')
    head = json.dumps({'versions': versions, 'batch': BATCH, 'exact': EXACT, 'salts': SALTS})[:-1]
    with open(path, 'w') as file:
        file.write(f'{head}, "cases": [\n' + ',\n'.join(cases) + '\n]}\n')


main()
