"""What the environment says; the one place of this package that reads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple, Optional

DEFAULT_URL = "http://localhost:3000"
MODES = ("online", "offline", "disabled")


class Settings(NamedTuple):
    url: str
    api_key: Optional[str]
    workspace: Optional[str]
    spool: Path
    mode: str


def read_settings(
    url: Optional[str] = None,
    api_key: Optional[str] = None,
    spool: Optional[str] = None,
    mode: Optional[str] = None,
    workspace: Optional[str] = None,
) -> Settings:
    """What is given, else ATELIER_URL, _API_KEY, _WORKSPACE, _SPOOL and _MODE, else the defaults."""
    chosen = mode or os.environ.get("ATELIER_MODE") or "online"
    if chosen not in MODES:
        say(f"ATELIER_MODE must be one of {', '.join(MODES)}, not {chosen!r}: going on as 'online'")
        chosen = "online"
    return Settings(
        url=(url or os.environ.get("ATELIER_URL") or DEFAULT_URL).rstrip("/"),
        api_key=api_key or os.environ.get("ATELIER_API_KEY") or None,
        workspace=workspace or os.environ.get("ATELIER_WORKSPACE") or None,
        spool=Path(spool) if spool else _spool_folder(),
        mode=chosen,
    )


def _spool_folder() -> Path:
    named = os.environ.get("ATELIER_SPOOL")
    if named:
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(state) / "atelier" / "spool"


def say(message: str) -> None:
    """One line for the person, on standard error; a closed terminal must not fail a training."""
    try:
        print(f"atelier: {message}", file=sys.stderr, flush=True)
    except Exception:
        pass
