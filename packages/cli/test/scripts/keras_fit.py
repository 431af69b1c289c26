"""A `fit` of Keras's calling convention, where there is no Keras: numbers instead of a network."""

import types

import atelier
import atelier.keras


class Dense:
    def __init__(self, name, inputs, units):
        self.name = name
        self.output = types.SimpleNamespace(shape=(None, units))
        self.trainable_weights = [
            types.SimpleNamespace(shape=(inputs, units)),
            types.SimpleNamespace(shape=(units,)),
        ]
        self._config = {"name": name, "units": units, "activation": "relu", "kernel_initializer": {}}

    def count_params(self):
        return sum(len(range(shape[0])) * (shape[1] if len(shape) > 1 else 1) for shape in self._shapes())

    def _shapes(self):
        return [weight.shape for weight in self.trainable_weights]

    def get_config(self):
        return self._config


model = types.SimpleNamespace(
    layers=[Dense("dense", 4, 3), Dense("dense_1", 3, 2)], optimizer=types.SimpleNamespace(learning_rate=0.01)
)
run = atelier.init(project="edges", name="keras")
logs = {"loss": 0.5, "sparse_categorical_accuracy": 0.75, "val_loss": 0.6, "val_sparse_categorical_accuracy": 0.7}


def fit(epochs, initial_epoch=0):
    callback = atelier.keras.Callback(run, examples_per_epoch=64)
    callback.set_model(model)
    callback.set_params({"epochs": epochs, "steps": 4})
    callback.on_train_begin()
    for epoch in range(initial_epoch, epochs):
        callback.on_epoch_begin(epoch)
        for batch in range(4):
            callback.on_train_batch_end(batch, {"loss": 1 / (1 + batch)})
        callback.on_test_begin()
        callback.on_epoch_end(epoch, {**logs, "auc": 0.9})


fit(epochs=2)
fit(epochs=3, initial_epoch=2)
run.finish()
