"""The study's models in Keras: prints one JSON line an epoch, {"imagesPerSecond": ...}.

    keras_fit.py mlp|cnn IMAGES EPOCHS DATA_FOLDER
"""
import gzip, json, os, resource, sys, time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
from keras import layers as L

name, images, epochs, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def read(file, offset):
    with gzip.open(os.path.join(folder, file)) as opened:
        return np.frombuffer(opened.read()[offset:], np.uint8)


x = read('train-images-idx3-ubyte.gz', 16).reshape(-1, 784)[:images].astype('float32') / 255
y = keras.utils.to_categorical(read('train-labels-idx1-ubyte.gz', 8)[:images], 10)


def dense(units):
    return [L.Dense(units, activation='relu'), L.BatchNormalization()]


def conv(filters):
    return [L.Conv2D(filters, 3, activation='relu'), L.BatchNormalization(axis=1)]


if name == 'mlp':
    body = [keras.Input((784,)), *dense(512), *dense(512), L.Dropout(0.3), *dense(256), *dense(256)]
else:
    x = x.reshape(-1, 28, 28, 1)
    body = [keras.Input((28, 28, 1)), *conv(128), *conv(128), L.Dropout(0.3), *conv(256), *conv(256),
            L.MaxPooling2D(), L.Dropout(0.3), L.Flatten(), *dense(256), *dense(256)]
model = keras.Sequential([*body, L.Dropout(0.3), L.Dense(10, activation='softmax')])
# XLA makes training on these processors three times slower; Keras is measured at its best.
model.compile(loss='categorical_crossentropy', optimizer=keras.optimizers.Adam(1e-3, epsilon=1e-8),
              metrics=['accuracy'], jit_compile=False)
for _ in range(epochs):
    started = time.perf_counter()
    model.fit(x, y, batch_size=64, epochs=1, verbose=0)
    print(json.dumps({'imagesPerSecond': images / (time.perf_counter() - started)}), flush=True)
print(json.dumps({'peakMiB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)
