"""The lock of a run's folder: its holder is the only one who sends it. docs/spool.md tells how it is taken."""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from pathlib import Path
from typing import Any, Dict, Optional

NAME = "lock"
# A holder on another machine shows that it is alive by touching the file.
TOUCH_SECONDS = 60
ABANDONED_SECONDS = 15 * 60


class Lock:
    """Held from `take` to `release`, or until this process dies."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._content = content
        self._touched = time.monotonic()

    def touch(self) -> None:
        """To be called now and then, so that other machines see that the holder lives."""
        if time.monotonic() - self._touched < TOUCH_SECONDS:
            return
        self._touched = time.monotonic()
        try:
            os.utime(self._path)
        except OSError:
            pass

    def release(self) -> None:
        if _read(self._path) == self._content:
            _remove(self._path)


def take(folder: Path) -> Optional[Lock]:
    """The lock of a folder, or None while somebody alive holds it. Raises OSError where it cannot be written."""
    path = folder / NAME
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": _started(os.getpid())}
    content = json.dumps({**holder, "id": uuid.uuid4().hex}).encode()
    mine = folder / f"{NAME}.{uuid.uuid4().hex}"
    mine.write_bytes(content)
    try:
        for _ in range(3):
            if _link(mine, path):
                return Lock(path, content)
            found = _read(path)
            if found is None:
                continue
            if _is_held(path, found):
                return None
            _set_aside(path, found)
        return None
    finally:
        _remove(mine)


def holder_of(folder: Path) -> Optional[str]:
    """Who holds the lock, in words; None when nobody alive does."""
    path = folder / NAME
    found = _read(path)
    if found is None or not _is_held(path, found):
        return None
    holder = _parse(found)
    return f"process {holder.get('pid')} on {holder.get('host')}"


def _set_aside(path: Path, dead: bytes) -> None:
    """Removes the lock of a dead holder. Somebody else may have taken it over meanwhile: then it is put back."""
    aside = path.with_name(f"{NAME}.{uuid.uuid4().hex}")
    try:
        os.rename(path, aside)
    except OSError:
        return
    if _read(aside) != dead:
        _link(aside, path)
    _remove(aside)


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
        return True
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links: creating exclusively is nearly as good.
        try:
            with open(target, "xb") as file:
                file.write(source.read_bytes())
            return True
        except FileExistsError:
            return False


def _is_held(path: Path, content: bytes) -> bool:
    holder = _parse(content)
    if holder.get("host") != socket.gethostname():
        try:
            return time.time() - path.stat().st_mtime < ABANDONED_SECONDS
        except OSError:
            return False
    pid = holder.get("pid")
    if not isinstance(pid, int) or pid <= 0 or not _is_alive(pid):
        return False
    started = holder.get("started")
    return started is None or started == _started(pid)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # os.kill would end it there
        return True
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False
    except OSError:
        return True


def _started(pid: int) -> Optional[str]:
    """When a process began, so that a later one of the same number is not taken for it; None where it is unknown."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            # The name, in parentheses, may hold anything.
            fields = stat.read().rpartition(b")")[2].split()
        # A zombie is dead already; only its parent has not asked how it ended.
        return "ended" if fields[0] == b"Z" else fields[19].decode()
    except (OSError, IndexError):
        return None


def _parse(content: bytes) -> Dict[str, Any]:
    try:
        holder = json.loads(content)
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _read(path: Path) -> Optional[bytes]:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        pass
