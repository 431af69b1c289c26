"""Trains a small model in Keras for 10 steps by every optimizer, with every common setting, and with label smoothing;
writes losses, the final evaluation and the final weights to optimizers.json beside this file.

Run by hand when an optimizer changes (see make.py for the environment):
    venv/bin/python optimizers.py DATA_FOLDER      (the folder with the four Fashion-MNIST files)

Keras computes in float64. Weights start as numbers that both sides compute alike: see fixed_numbers.py and
../../native/optimizers-golden.test.ts. Batches are the first images in their order. Of every final weight the norm and
the product with fixed numbers are kept; with an average of the weights, those of the average.
"""
import gzip, json, os, re, sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
import tensorflow as tf
from fixed_numbers import fixed_numbers
from keras import layers as L

STEPS, BATCH, PROBE_SALT = 10, 32, 100

ADAM = {'beta1': 0.9, 'beta2': 0.99, 'epsilon': 1e-4}
COMMON = [
    {},
    {'weightDecay': 0.5},
    {'weightDecay': 0.5, 'decayKernelsOnly': True},
    {'clipnorm': 0.1},
    {'clipvalue': 0.005},
    {'globalClipnorm': 0.1},
    {'useEma': True, 'emaMomentum': 0.8},
    {'weightDecay': 0.5, 'globalClipnorm': 0.2, 'useEma': True, 'emaMomentum': 0.6},
]

OPTIMIZERS = [
    ('Adam', ADAM, COMMON),
    ('AdamW', ADAM, COMMON[:2]),
    ('SGD', {}, COMMON[:2]),
    ('SGD', {'momentum': 0.9}, COMMON[:1]),
    ('SGD', {'momentum': 0.9, 'nesterov': True}, COMMON),
    ('RMSprop', {}, COMMON[:1]),
    ('RMSprop', {'momentum': 0.9, 'rho': 0.8}, COMMON[:1]),
    ('RMSprop', {'momentum': 0.5, 'centered': True, 'epsilon': 1e-5}, COMMON),
    ('Muon', {}, COMMON),
    ('Muon', {'momentum': 0.8, 'nesterov': False, 'nsSteps': 3, 'rmsRate': 0.4}, COMMON[:1]),
    ('Muon', {'excludeOutput': True, 'adamLrRatio': 0.5, 'adamBeta1': 0.8, 'adamBeta2': 0.9, 'epsilon': 1e-4}, COMMON[:2]),
]


def keras_name(setting):
    return re.sub('([A-Z]|[12]$)', lambda m: '_' + m[1].lower(), setting)


def optimizer(kind, settings):
    own = {name: value for name, value in settings.items() if name not in ('decayKernelsOnly', 'excludeOutput')}
    arguments = {keras_name(name): value for name, value in own.items()}
    if settings.get('excludeOutput'):
        arguments['exclude_layers'] = ['output']
    # Keras's Muon takes the decay of what Adam moves from an argument of its own.
    if kind == 'Muon' and 'weightDecay' in settings:
        arguments['adam_weight_decay'] = settings['weightDecay']
    built = getattr(keras.optimizers, kind)(**arguments)
    if settings.get('decayKernelsOnly'):
        built.exclude_from_weight_decay(var_names=['bias', 'gamma', 'beta'])
    return built


def model(kind, settings, smoothing):
    built = keras.Sequential([keras.Input((784,)), L.Dense(32, activation='tanh'), L.BatchNormalization(),
                              L.Dense(10, activation='softmax', name='output')])
    dense = [layer for layer in built.layers if hasattr(layer, 'kernel')]
    for salt, layer in enumerate(dense, 1):
        shape = layer.kernel.shape
        values = fixed_numbers(int(np.prod(shape)), salt) * np.sqrt(6 / sum(shape))
        layer.kernel.assign(values.astype(np.float32).reshape(shape))
    built.compile(loss=keras.losses.CategoricalCrossentropy(label_smoothing=smoothing), optimizer=optimizer(kind, settings))
    return built


def train(kind, settings, smoothing, x, y):
    built = model(kind, settings, smoothing)
    losses = []
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        losses.append(float(built.train_on_batch(x[rows], y[rows])))
    built.optimizer.finalize_variable_values(built.trainable_variables)
    evaluation = built.evaluate(x[:100], y[:100], batch_size=100, verbose=0)
    weights = []
    for salt, variable in enumerate(built.trainable_variables, PROBE_SALT):
        flat = variable.numpy().reshape(-1)
        weights.append({'norm': float(np.linalg.norm(flat)), 'probe': float(flat @ fixed_numbers(flat.size, salt))})
    return {'type': kind, 'learningRate': float(f'{float(built.optimizer.learning_rate):.6g}'), 'settings': settings,
            'labelSmoothing': smoothing, 'losses': losses, 'evaluation': float(evaluation), 'weights': weights}


def read(folder, name, offset):
    with gzip.open(os.path.join(folder, name)) as file:
        return np.frombuffer(file.read()[offset:], np.uint8)


def main():
    folder = sys.argv[1]
    keras.config.set_floatx('float64')
    keras.config.set_dtype_policy('float64')
    x = read(folder, 'train-images-idx3-ubyte.gz', 16).reshape(-1, 784)[:STEPS * BATCH].astype('float64') / 255
    y = np.eye(10)[read(folder, 'train-labels-idx1-ubyte.gz', 8)[:STEPS * BATCH]]
    cases = [train(kind, {**own, **common}, 0, x, y) for kind, own, every in OPTIMIZERS for common in every]
    cases += [train('SGD', {'momentum': 0.9}, smoothing, x, y) for smoothing in (0.1, 0.5)]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'optimizers.json')
    with open(path, 'w') as file:
        json.dump({'keras': keras.__version__, 'tensorflow': tf.__version__, 'batch': BATCH, 'cases': cases}, file, indent=1)
        file.write('\n')


main()
