"""A run as a script sees it. Nothing in here raises into the training, whatever is logged."""

from __future__ import annotations

import atexit
import os
import threading
import uuid
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any, Iterable, Mapping, Optional, Sequence, Type

from . import accepted
from .api import Server
from .background import Background
from .ending import ending_of, ending_of_script, watch_exit
from .lock import Lock, take
from .records import FORMAT_VERSION, Record
from .sender import Sender
from .settings import Settings, say
from .spool import Appender, new_folder
from .values import now, plain, text

# Examples of one record of predictions: a whole test set would not fit into one request.
PREDICTIONS_AT_ONCE = 5_000
PATIENCE_SECONDS = 10.0

_open_runs: "weakref.WeakSet[Run]" = weakref.WeakSet()


class Run:
    """
    What one training logs. Points go to a file first and are sent in the background; `log` returns as soon as they are
    written, whether the server answers or not.
    """

    def __init__(
        self,
        settings: Settings,
        project: str,
        name: Optional[str],
        config: Any,
        tags: Any,
        key: Optional[str],
    ) -> None:
        self._told: set = set()
        self._lock = threading.RLock()
        self._step = 0
        self._lines = 0
        self._pid = os.getpid()
        self._ended = False
        self._disabled = settings.mode == "disabled"
        self.key = accepted.key(key)
        # The same script may come again with the same key: who counts the lines tells its starts apart.
        self._writer = uuid.uuid4().hex
        self.project = accepted.project(project)
        self.folder: Optional[Path] = None
        self._background: Optional[Background] = None
        self._sender: Optional[Sender] = None
        if self._disabled:
            self._appender = Appender(None, lambda *_: None)
            return
        held = self._take_folder(settings)
        self._appender = Appender(self.folder, self._warn)
        self._append(
            {
                "type": "run",
                "version": FORMAT_VERSION,
                "key": self.key,
                "writer": self._writer,
                "project": self.project,
                "workspace": settings.workspace,
                "name": None if name is None else text(name, 200),
                "tags": accepted.tags(tags, self._warn),
                "config": accepted.parameters(config, self._warn),
                "at": now(),
            }
        )
        if settings.mode == "online":
            server = Server(settings.url, settings.api_key, settings.workspace)
            self._sender = Sender(self.folder, server, self._warn, self._appender)
        self._background = Background(self._sender, self._appender, held, say)
        _open_runs.add(self)

    def _take_folder(self, settings: Settings) -> Optional[Lock]:
        try:
            self.folder = new_folder(settings.spool)
            return take(self.folder)
        except OSError as error:
            self._warn("disk", f"there is no spool ({error}): points are kept in memory and the training goes on")
            return None

    @property
    def id(self) -> Optional[str]:
        """The run's id at the server; None until the server has answered once."""
        return None if self._sender is None else self._sender.sent.run_id

    @property
    def url(self) -> Optional[str]:
        """Where people see the run; None until the server has answered once."""
        return None if self._sender is None else self._sender.page

    def log(self, values: Mapping[str, Any], step: Optional[int] = None) -> None:
        """
        Values of metrics at a step; without one, at the step after the last. Takes numbers, NumPy scalars and tensors of
        one element, also in nested dictionaries; what is no finite number is left out with one warning a name.
        """
        try:
            with self._lock:
                at_step = self._step + 1 if step is None else int(step)
                if at_step <= accepted.MOST_STEP:
                    self._step = max(self._step, at_step)
            points = accepted.points(values, at_step, self._warn)
            if points:
                self._append({"type": "metrics", "step": at_step, "at": now(), "values": points})
        except Exception as error:
            self._failed("log", error)

    def log_epoch(self, index: int, **figures: Any) -> None:
        """One row of the history, from 1: loss, accuracy, validationLoss, validationAccuracy, learningRate, seconds,
        examplesPerSecond, and the last step of the epoch as `step`. There is no row without a loss."""
        try:
            step = figures.pop("step", None)
            epoch = accepted.epoch(index, figures, self._warn)
            if epoch is not None:
                last = {} if step is None else {"step": int(step)}
                row = {"index": int(index), "finishedAt": now(), **epoch, **last}
                self._append({"type": "epochs", "epochs": [row]})
        except Exception as error:
            self._failed("log_epoch", error)

    def log_layers(self, layers: Iterable[Mapping[str, Any]]) -> None:
        """The model's summary: name, type, outputShape, parameters, trainable and settings of each layer."""
        try:
            self._append({"type": "layers", "layers": [plain(layer) for layer in layers]})
        except Exception as error:
            self._failed("log_layers", error)

    def log_confusion_matrix(
        self,
        counts: Sequence[Sequence[int]],
        labels: Sequence[str],
        epoch: int,
        split: str = "VALIDATION",
    ) -> None:
        """counts[label][prediction] on a split after an epoch, from 1."""
        try:
            rows = [[int(count) for count in row] for row in counts]
            names = [str(label) for label in labels]
            matrix = {"epoch": int(epoch), "split": accepted.split(split), "labels": names, "counts": rows}
            self._append({"type": "confusionMatrix", "input": matrix})
        except Exception as error:
            self._failed("log_confusion_matrix", error)

    def log_predictions(
        self,
        actual: Sequence[int],
        predicted: Sequence[int],
        confidence: Sequence[float],
        epoch: int,
        split: str = "TEST",
        first_example: int = 0,
    ) -> None:
        """Class and predicted class of a contiguous stretch of a split, with the probability of the latter."""
        try:
            for start in range(0, len(actual), PREDICTIONS_AT_ONCE):
                end = start + PREDICTIONS_AT_ONCE
                self._append(
                    {
                        "type": "predictions",
                        "input": {
                            "epoch": int(epoch),
                            "split": accepted.split(split),
                            "firstExample": int(first_example) + start,
                            "actual": [int(value) for value in actual[start:end]],
                            "predicted": [int(value) for value in predicted[start:end]],
                            "confidence": [round(float(value), 6) for value in confidence[start:end]],
                        },
                    }
                )
        except Exception as error:
            self._failed("log_predictions", error)

    def log_evaluation(self, epoch: int, loss: float, accuracy: float, examples: int, split: str = "TEST") -> None:
        """How the model did on a whole split after an epoch."""
        try:
            figures = {"loss": float(loss), "accuracy": float(accuracy), "examples": int(examples)}
            self._append({"type": "evaluation", "input": {"epoch": int(epoch), "split": accepted.split(split), **figures}})
        except Exception as error:
            self._failed("log_evaluation", error)

    def log_line(self, message: str, level: str = "info") -> None:
        """A line for people: level `info`, `warn` or `error`. Of a long one the first 20,000 characters."""
        try:
            line = {"level": accepted.level(level, self._warn), "message": text(message, 20_000) or " ", "at": now()}
            with self._lock:
                self._lines += 1
                self._append({"type": "line", "writer": self._writer, "number": self._lines, **line})
        except Exception as error:
            self._failed("log_line", error)

    def finish(
        self, status: str = "COMPLETED", error: Optional[str] = None, timeout: float = PATIENCE_SECONDS
    ) -> bool:
        """
        Ends the run as COMPLETED, FAILED or STOPPED, and sends what is left: it waits while something gets through, and
        at most `timeout` seconds longer. True when the server has everything; else `atelier sync` sends the rest.
        """
        try:
            if self._ended or self._background is None:
                return self._disabled
            if os.getpid() != self._pid:
                say("a forked process cannot finish the run of its parent")
                return False
            status = accepted.status(status, error, self._warn)
            end = {"status": status, "error": text(error or "", 10_000) or None, "writer": self._writer, "at": now()}
            self._ended = True
            _open_runs.discard(self)
            self._append({"type": "finish", **end}, ending=True)
            complete = self._background.close(timeout)
            if not complete:
                what = "The run" if self._sender is None else "Not everything was sent. The rest"
                kept = f"is kept in {self.folder}; send it with: python -m atelier sync"
                say(f"{what} {'is lost, since there was no spool' if self.folder is None else kept}")
            if self._appender.dropped > 0:
                say(f"{self._appender.dropped} records were lost, since the disk took nothing")
            return complete
        except Exception as failure:
            self._failed("finish", failure)
            return False

    def __enter__(self) -> "Run":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        _traceback: Optional[TracebackType],
    ) -> None:
        self.finish(*ending_of(error))

    def _append(self, record: Record, ending: bool = False) -> None:
        if self._disabled:
            return
        if self._ended and not ending:
            self._warn("ended", "the run is finished: what is logged after that is left out")
            return
        if not self._appender.append(record):
            self._warn(f"large {record['type']}", f"a record ({record['type']}) is too large to be sent: left out")
        # A forked child has no thread: what it appends is seen by the one of its parent.
        if self._background is not None and os.getpid() == self._pid:
            self._background.wake()

    def _warn(self, key: str, message: str) -> None:
        """Each kind of trouble is told once."""
        if key not in self._told:
            self._told.add(key)
            say(message)

    def _failed(self, what: str, error: Exception) -> None:
        self._warn(f"{what} {type(error).__name__}", f"{what} was given something that it cannot take: {error!r}")

    def _after_fork(self) -> None:
        self._lock = threading.RLock()
        # Parent and child would go on from the same number.
        self._writer, self._lines = uuid.uuid4().hex, 0
        self._appender.after_fork()


def _finish_all() -> None:
    """At the end of the script: runs that nobody finished end with it."""
    for run in list(_open_runs):
        if os.getpid() == run._pid:
            run.finish(*ending_of_script())


def _forget_in_child() -> None:
    for run in list(_open_runs):
        run._after_fork()
    # The parent's to finish.
    _open_runs.clear()


watch_exit()
atexit.register(_finish_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)
