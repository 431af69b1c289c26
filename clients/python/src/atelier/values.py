"""Whatever scripts hand over, as what JSON knows; nothing in here raises."""

from __future__ import annotations

import math
from datetime import date, datetime, timezone
from typing import Any, Dict, Mapping, Optional


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(value: Any) -> Optional[float]:
    """A finite number out of a number, a NumPy scalar or a tensor of one element; else None."""
    try:
        if hasattr(value, "item"):
            value = value.item()
        if isinstance(value, (str, bytes)):
            return None
        found = float(value)
        return found if math.isfinite(found) else None
    except Exception:
        return None


def parameters(config: Any) -> Dict[str, Any]:
    """Hyperparameters as flat names and plain values: {"optimizer": {"lr": 1}} becomes {"optimizer.lr": 1}."""
    flat: Dict[str, Any] = {}
    _flatten(_mapping(config), "", flat, 0)
    return flat


def _mapping(config: Any) -> Mapping[Any, Any]:
    """Also argparse's namespaces and dataclasses."""
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return config
    found = getattr(config, "__dict__", None)
    return found if isinstance(found, Mapping) else {"config": config}


def _flatten(config: Mapping[Any, Any], prefix: str, flat: Dict[str, Any], depth: int) -> None:
    for key, value in config.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and depth < 10:
            _flatten(value, f"{name}.", flat, depth + 1)
        else:
            flat[name] = plain(value)


def plain(value: Any, depth: int = 0) -> Any:
    """A value for JSON: what has no counterpart there becomes its text."""
    try:
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if hasattr(value, "tolist"):
            return plain(value.tolist(), depth + 1)
        if isinstance(value, Mapping) and depth < 10:
            return {str(key): plain(entry, depth + 1) for key, entry in value.items()}
        if isinstance(value, (list, tuple)) and depth < 10:
            return [plain(entry, depth + 1) for entry in value]
        return str(value)
    except Exception:
        return repr(type(value))
