"""How a script ends, and with it the runs that it has left open."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import Any, NamedTuple, NoReturn, Optional


class Ending(NamedTuple):
    status: str
    error: Optional[str]


COMPLETED = Ending("COMPLETED", None)
_last_exit: Optional[SystemExit] = None


def ending_of(error: Optional[BaseException]) -> Ending:
    """How a run ends whose block or script this exception ends."""
    if error is None:
        return COMPLETED
    if isinstance(error, KeyboardInterrupt):
        return Ending("STOPPED", "Interrupted from the keyboard.")
    if isinstance(error, SystemExit):
        if error.code is None or error.code == 0:
            return COMPLETED
        # A text is printed by Python, and the status is 1.
        told = f"The script ended with status {error.code}." if isinstance(error.code, int) else str(error.code)
        return Ending("FAILED", told)
    return Ending("FAILED", "".join(traceback.format_exception_only(type(error), error)).strip())


def ending_of_script() -> Ending:
    """To be asked at its end."""
    # A prompt and a notebook go on after an exception.
    if hasattr(sys, "ps1") or sys.flags.interactive:
        return COMPLETED
    uncaught = getattr(sys, "last_value", None)
    return ending_of(_last_exit if uncaught is None else uncaught)


def watch_exit() -> None:
    """Notes with which status the script leaves: Python tells it to nobody."""
    leave = sys.exit

    def exit_with(status: Any = None, /) -> NoReturn:
        global _last_exit
        # In another thread it ends only that.
        if threading.current_thread() is threading.main_thread():
            _last_exit = SystemExit(status)
        leave(status)

    exit_with.__name__, exit_with.__doc__ = leave.__name__, leave.__doc__
    sys.exit = exit_with
