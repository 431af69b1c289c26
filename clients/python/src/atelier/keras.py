"""
A Keras callback that fills a run's pages: history, layers, and with validation data the confusion matrix.

    run = atelier.init(project="fashion-mnist-study", config={"epochs": 5})
    model.fit(x, y, validation_data=(x_val, y_val), epochs=5,
              callbacks=[atelier.keras.Callback(run, validation_data=(x_val, y_val), labels=LABELS)])
    run.finish()
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from .run import Run
from .values import number

# Keras's names for the figures of an epoch; every other metric is logged under its own.
FIGURES = {
    "loss": "loss",
    "accuracy": "accuracy",
    "val_loss": "validationLoss",
    "val_accuracy": "validationAccuracy",
}
# Keras calls an accuracy what it was asked for: `metrics=["sparse_categorical_accuracy"]`.
ACCURACIES = ("accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy")


class _Plain:
    """What Keras's Callback brings, for a `fit` of the same convention where there is no Keras."""

    model: Any = None
    params: Mapping[str, Any] = {}

    def set_model(self, model: Any) -> None:
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        self.params = params


def _base() -> type:
    """Keras's own Callback where the script has loaded Keras: its `fit` accepts no other."""
    for name in ("keras", "tensorflow.keras", "tf_keras"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "callbacks"):
            return module.callbacks.Callback
    try:
        import keras

        return keras.callbacks.Callback
    except Exception:
        return _Plain


class Callback(_base()):  # type: ignore[misc]
    """
    Logs a `fit` into a run. Each batch's loss is logged as `batch_loss`, each epoch as a row of the history.

    `validation_data`: images and labels (numbers or one-hot) that are judged after every epoch for the confusion matrix
    and the single predictions. `labels`: names of the classes. `examples_per_epoch`: for the images a second.
    """

    def __init__(
        self,
        run: Run,
        validation_data: Optional[Tuple[Any, Any]] = None,
        labels: Optional[Sequence[str]] = None,
        examples_per_epoch: Optional[int] = None,
        split: str = "VALIDATION",
    ) -> None:
        super().__init__()
        self._run = run
        self._validation_data = validation_data
        self._labels = labels
        self._examples = examples_per_epoch
        self._split = split
        self._step = 0
        self._has_layers = False
        self._began = time.perf_counter()
        self._trained: Optional[float] = None

    def on_train_begin(self, logs: Optional[Mapping[str, Any]] = None) -> None:
        self._log_layers()

    def on_epoch_begin(self, epoch: int, logs: Optional[Mapping[str, Any]] = None) -> None:
        self._began = time.perf_counter()
        self._trained = None
        # With `initial_epoch` the steps go on where those epochs ended.
        self._step = max(self._step, epoch * ((self.params or {}).get("steps") or 0))

    def on_train_batch_end(self, batch: int, logs: Optional[Mapping[str, Any]] = None) -> None:
        self._step += 1
        loss = number((logs or {}).get("loss"))
        if loss is not None:
            self._run.log({"batch_loss": loss}, step=self._step)

    def on_test_begin(self, logs: Optional[Mapping[str, Any]] = None) -> None:
        # The validation of an epoch comes after its training steps.
        if self._trained is None:
            self._trained = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Optional[Mapping[str, Any]] = None) -> None:
        try:
            seconds = (self._trained or time.perf_counter()) - self._began
            self._log_layers()
            self._log_epoch(epoch + 1, dict(logs or {}), seconds)
            if self._validation_data is not None:
                self._judge(epoch + 1, *self._validation_data)
        except Exception as error:  # whatever is odd about this model, its training goes on
            self._run._failed("the Keras callback", error)

    def _log_epoch(self, index: int, logs: Dict[str, Any], seconds: float) -> None:
        for prefix in ("", "val_"):
            for name in ACCURACIES[1:]:
                found = logs.pop(f"{prefix}{name}", None)
                if found is not None:
                    logs.setdefault(f"{prefix}accuracy", found)
        figures = {name: logs[key] for key, name in FIGURES.items() if key in logs}
        optimizer = getattr(self.model, "optimizer", None)
        rate = number(logs.get("learning_rate", getattr(optimizer, "learning_rate", None)))
        if rate is not None:
            figures["learningRate"] = rate
        if self._examples and seconds > 0:
            figures["examplesPerSecond"] = self._examples / seconds
        others = {key: value for key, value in logs.items() if key not in FIGURES and key != "learning_rate"}
        if others:
            self._run.log(others, step=max(self._step, 1))
        if "loss" in figures:
            self._run.log_epoch(index, seconds=seconds, step=max(self._step, 1), **figures)

    def _log_layers(self) -> None:
        """As soon as the model is built, which for one without an input shape is after its first step."""
        if self._has_layers:
            return
        try:
            self._run.log_layers([_layer(layer) for layer in self.model.layers])
            self._has_layers = True
        except Exception:
            pass

    def _judge(self, epoch: int, images: Any, classes: Any) -> None:
        import numpy

        probabilities = numpy.asarray(self.model.predict(images, verbose=0))
        if probabilities.ndim != 2 or probabilities.shape[1] < 2:
            return  # no classification of one out of several classes
        actual = numpy.asarray(classes)
        actual = actual.argmax(-1) if actual.ndim == 2 and actual.shape[1] > 1 else actual.reshape(-1)
        predicted = probabilities.argmax(-1)
        size = probabilities.shape[1]
        counts = numpy.zeros((size, size), int)
        numpy.add.at(counts, (actual.astype(int), predicted), 1)
        labels = self._labels or [str(each) for each in range(size)]
        self._run.log_confusion_matrix(counts.tolist(), labels, epoch, split=self._split)
        confidence = probabilities[numpy.arange(len(predicted)), predicted].clip(0, 1)
        self._run.log_predictions(
            actual.tolist(), predicted.tolist(), confidence.tolist(), epoch, split=self._split
        )


def _layer(layer: Any) -> Dict[str, Any]:
    trainable = sum(_size(weight) for weight in layer.trainable_weights)
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "outputShape": _shape(layer),
        "parameters": layer.count_params(),
        "trainable": trainable,
        "settings": _settings(layer),
    }


def _size(weight: Any) -> int:
    size = 1
    for axis in weight.shape:
        size *= int(axis)
    return size


def _shape(layer: Any) -> List[Optional[int]]:
    output = layer.output
    first = output[0] if isinstance(output, (list, tuple)) else output
    # A model that was built by its first batch has that batch's size for the axis that is open.
    return [None, *(None if axis is None else int(axis) for axis in first.shape[1:])]


def _settings(layer: Any) -> Dict[str, Any]:
    """What tells the layer apart, as JSON; initializers and the like are objects of their own and left out."""
    try:
        config = layer.get_config()
    except Exception:
        return {}
    kept = {}
    for name, value in config.items():
        if name in ("name", "trainable", "dtype") or isinstance(value, dict) or value is None:
            continue
        try:
            json.dumps(value, allow_nan=False)
            kept[name] = value
        except (TypeError, ValueError):
            pass
    return kept
