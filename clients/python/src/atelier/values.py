"""Whatever scripts hand over, as what JSON knows; nothing in here raises."""

from __future__ import annotations

import math
from dataclasses import is_dataclass
from datetime import date, datetime, timezone
from typing import Any, Iterator, Mapping, Optional, Tuple

# JSON's numbers are floating point: what is larger than this is exact as text alone.
LARGEST_INTEGER = 2**53
# What the server takes; the largest double is not far beyond.
LARGEST_NUMBER = 1e290
DEEPEST = 10


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
        return found if math.isfinite(found) and abs(found) <= LARGEST_NUMBER else None
    except Exception:
        return None


def text(value: Any, most: Optional[int] = None) -> str:
    """Text that can be stored: without U+0000 and halves of characters, and of at most so many UTF-16 units."""
    found = str(value)
    # As nearly all of it is: the names of metrics come by with every step.
    if found.isascii() and "\0" not in found:
        return found[:most]
    units = found.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass")
    return units[: None if most is None else 2 * most].decode("utf-16-le", "replace")


def leaves(values: Mapping[Any, Any], prefix: str = "", depth: int = 0) -> Iterator[Tuple[str, Any]]:
    """The values of nested dictionaries and dataclasses, under names with points between."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, (int, float, str)):
            yield name, value
            continue
        inner = vars(value) if is_dataclass(value) and not isinstance(value, type) else value
        if isinstance(inner, Mapping) and depth < DEEPEST:
            yield from leaves(inner, f"{name}.", depth + 1)
        else:
            yield name, value


def plain(value: Any, depth: int = 0) -> Any:
    """A value for JSON: what has no counterpart there becomes its text."""
    try:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if abs(value) <= LARGEST_INTEGER else str(value)
        if isinstance(value, str):
            return text(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(float(value))
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if hasattr(value, "tolist"):
            return plain(value.tolist(), depth + 1)
        if isinstance(value, Mapping) and depth < DEEPEST:
            return {text(key): plain(entry, depth + 1) for key, entry in value.items()}
        if isinstance(value, (list, tuple)) and depth < DEEPEST:
            return [plain(entry, depth + 1) for entry in value]
        return text(value)
    except Exception:
        return repr(type(value))
