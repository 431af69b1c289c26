"""
What the server accepts of what a script hands over (docs/scripts.md has the limits). The rest is left out and told: one
value too long must not hold up all that comes after it.
"""

from __future__ import annotations

import hashlib
import json
import reprlib
import uuid
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional

from .values import leaves, number, plain, text

Warn = Callable[[str, str], None]

MOST_NAME = 250
MOST_STEP = 2**31 - 1
MOST_PARAMETERS = 1_000
MOST_PARAMETER_TEXT = 2_000
# All parameters of a run go into one request, of 1 MiB.
MOST_PARAMETER_BYTES = 512 * 1024

STATUSES = ("COMPLETED", "FAILED", "STOPPED")
LEVELS = ("info", "warn", "error")
FIGURES = (
    *("loss", "accuracy", "validationLoss", "validationAccuracy"),
    *("learningRate", "seconds", "examplesPerSecond"),
)


def key(given: Any) -> str:
    """What the server knows a run by. One that is too long for it is known by its SHA-256."""
    found = text(given or uuid.uuid4())
    return found if found == text(found, 200) else hashlib.sha256(found.encode()).hexdigest()


def project(name: Any) -> str:
    return text(name, 100).strip() or "project"


def tags(given: Any, warn: Warn) -> List[str]:
    """One word, or several."""
    several = [given] if isinstance(given, str) else given if isinstance(given, Iterable) else []
    words = [word for tag in several if (word := str(tag).strip())]
    fitting = [text(word, 50).strip() for word in words[:30]]
    if fitting != words:
        warn("tags", "a run has at most 30 tags of at most 50 characters: the rest is left out")
    return fitting


def parameters(config: Any, warn: Warn) -> Dict[str, Any]:
    """Hyperparameters as flat names and plain values: {"optimizer": {"lr": 1}} becomes {"optimizer.lr": 1}."""
    kept: Dict[str, Any] = {}
    size = 0
    try:
        for name, value in leaves(_mapping(config)):
            entry = {text(name, MOST_NAME): _parameter(name, plain(value), warn)}
            size += len(json.dumps(entry))
            if len(kept) == MOST_PARAMETERS or size > MOST_PARAMETER_BYTES:
                warn("config", f"the config is too large: its first {len(kept)} entries are kept")
                break
            kept.update(entry)
    except Exception as error:
        warn("config", f"the config cannot be read to its end: {error!r}")
    return kept


def _mapping(config: Any) -> Mapping[Any, Any]:
    """Also argparse's namespaces and dataclasses."""
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return config
    found = getattr(config, "__dict__", None)
    return found if isinstance(found, Mapping) else {"config": config}


def _parameter(name: str, value: Any, warn: Warn) -> Any:
    """A list becomes text at the server."""
    long = value if isinstance(value, str) else json.dumps(value)
    fitting = text(long, MOST_PARAMETER_TEXT)
    if fitting == long:
        return value
    warn("long parameter", f"a value of the config has at most {MOST_PARAMETER_TEXT} characters: {name[:60]} is cut")
    return fitting


def points(values: Mapping[Any, Any], step: int, warn: Warn) -> Dict[str, float]:
    """Finite numbers by the names of metrics."""
    if not 0 <= step <= MOST_STEP:
        warn("step", f"a step is from 0 to {MOST_STEP}: what was logged at {step} is left out")
        return {}
    found = {}
    for name, value in leaves(values):
        if name == "" or name != text(name, MOST_NAME):
            warn(f"name {name}", f"no metric can be called {reprlib.repr(name)}: left out")
        elif (finite := _finite(name, value, f"at step {step}", warn)) is not None:
            found[name] = finite
    return found


def epoch(index: int, figures: Mapping[str, Any], warn: Warn) -> Optional[Dict[str, float]]:
    """The figures of a row of the history; None when there can be no row."""
    found = {}
    for name, value in figures.items():
        if name not in FIGURES:
            warn(f"figure {name}", f"log_epoch takes {', '.join(FIGURES)} and step, not {name}: left out")
        elif value is not None and (finite := _finite(name, value, f"in epoch {index}", warn)) is not None:
            found[name] = finite
    if "loss" in found:
        return found
    warn("no loss", f"an epoch needs a finite loss: epoch {index} is not in the history")
    return None


def _finite(name: str, value: Any, when: str, warn: Warn) -> Optional[float]:
    found = number(value)
    if found is None:
        warn(f"value {name}", f"{name} was {reprlib.repr(value)} {when}, which is no finite number: left out")
    return found


def split(name: Any) -> str:
    return str(name).upper()


def level(name: Any, warn: Warn) -> str:
    # Python's logging says "WARNING".
    known = {"warning": "warn"}.get(str(name).lower(), str(name).lower())
    if known in LEVELS:
        return known
    warn("level", f"a line's level is {', '.join(LEVELS)}, not {name!r}: taken as info")
    return "info"


def status(name: Any, error: Any, warn: Warn) -> str:
    known = str(name).upper()
    if known in STATUSES:
        return known
    taken = "FAILED" if error else "COMPLETED"
    warn("status", f"a run ends as {', '.join(STATUSES)}, not {name!r}: it ends as {taken}")
    return taken
