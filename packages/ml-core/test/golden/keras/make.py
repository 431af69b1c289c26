"""Trains the study's two models in Keras for 20 steps and writes what the test compares to losses.json beside this file.

Run by hand when a model changes:
    python3 -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
    venv/bin/python make.py DATA_FOLDER      (the folder with the four Fashion-MNIST files)

Keras computes in float64, and Adam takes small steps with a large epsilon, because at the study's own settings
float32 cannot be compared: Keras in float32 differs from Keras in float64 by 1e-2 in the CNN's second loss, and by 2 %
in the gradients of its first step (its sums over batch normalization's axes are imprecise; ours differ by 0.01 %).
The gradients of the first step are compared as well: their norms, and their products with fixed numbers.

Weights start as numbers that both sides compute alike: see fixed_numbers.py and ../../native/keras-golden.test.ts.
Batches are the first images in their order; dropout is off.
"""
import gzip, json, os, platform, sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
import tensorflow as tf
from fixed_numbers import fixed_numbers
from keras import layers as L

STEPS = 20
SETTINGS = {
    'mlp': {'batch': 64, 'learningRate': 2e-4, 'epsilon': 1e-4},
    'cnn': {'batch': 32, 'learningRate': 5e-6, 'epsilon': 0.1},
}
PROBE_SALT = 100


def model(name, settings):
    dense = lambda units: [L.Dense(units, activation='relu'), L.BatchNormalization()]
    conv = lambda filters: [L.Conv2D(filters, 3, activation='relu'), L.BatchNormalization(axis=1)]
    if name == 'mlp':
        body = [keras.Input((784,)), *dense(512), *dense(512), *dense(256), *dense(256)]
    else:
        body = [keras.Input((28, 28, 1)), *conv(128), *conv(128), *conv(256), *conv(256),
                L.MaxPooling2D(), L.Flatten(), *dense(256), *dense(256)]
    built = keras.Sequential([*body, L.Dense(10, activation='softmax')])
    salt = 0
    for layer in built.layers:
        if not hasattr(layer, 'kernel'):
            continue
        shape = layer.kernel.shape
        limit = np.sqrt(6 / (np.prod(shape[:-1]) + np.prod(shape[:-2]) * shape[-1]))
        salt += 1
        layer.kernel.assign((fixed_numbers(int(np.prod(shape)), salt) * limit).astype(np.float32).reshape(shape))
    built.compile(loss='sparse_categorical_crossentropy',
                  optimizer=keras.optimizers.Adam(settings['learningRate'], epsilon=settings['epsilon']), metrics=['accuracy'])
    return built


def read(folder, name, offset):
    with gzip.open(os.path.join(folder, name)) as file:
        return np.frombuffer(file.read()[offset:], np.uint8)


def gradients(built, x, labels):
    """Of the first step: the norm of each weight's gradient and its product with fixed numbers."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, built(x, training=True)))
    result = []
    for salt, gradient in enumerate(tape.gradient(loss, built.trainable_variables), PROBE_SALT):
        flat = gradient.numpy().reshape(-1)
        result.append({'norm': float(np.linalg.norm(flat)), 'probe': float(flat @ fixed_numbers(flat.size, salt))})
    return result


def main():
    folder = sys.argv[1]
    keras.config.set_floatx('float64')
    keras.config.set_dtype_policy('float64')
    images = read(folder, 'train-images-idx3-ubyte.gz', 16).reshape(-1, 784).astype('float64') / 255
    labels = read(folder, 'train-labels-idx1-ubyte.gz', 8)
    result = {'versions': {'keras': keras.__version__, 'tensorflow': tf.__version__, 'numpy': np.__version__,
                           'python': platform.python_version()}, 'models': {}}
    for name, settings in SETTINGS.items():
        batch = settings['batch']
        x = images if name == 'mlp' else images.reshape(-1, 28, 28, 1)
        first = gradients(model(name, settings), x[:batch], labels[:batch])
        built = model(name, settings)
        losses = []
        for step in range(STEPS):
            rows = slice(step * batch, (step + 1) * batch)
            built.reset_metrics()
            losses.append(float(built.train_on_batch(x[rows], labels[rows])[0]))
        loss = built.evaluate(x[:100], labels[:100], batch_size=100, verbose=0)[0]
        result['models'][name] = {**settings, 'losses': losses, 'evaluation': float(loss), 'gradients': first}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'losses.json')
    with open(path, 'w') as file:
        json.dump(result, file, indent=1)
        file.write('\n')


main()
