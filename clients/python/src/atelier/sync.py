"""Sends what scripts have left in the spool: after an outage, a crash, or a training without a network."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Callable, NamedTuple, Optional

from .api import Server, Unreachable
from .lock import holder_of, take
from .records import Record, encode
from .sender import Gone, Sender
from .settings import read_settings, say
from .spool import RECORDS, Sent, read_records, run_folders
from .values import now

PAUSES = (0.25, 1.0)
KILLED = "The script ended without finishing its run."


class Report(NamedTuple):
    """Runs that were sent to their end, runs whose script still sends them, and runs that could not be sent."""

    sent: int
    held: int
    failed: int


def sync(
    spool: Optional[str] = None,
    url: Optional[str] = None,
    api_key: Optional[str] = None,
    tell: Callable[[str], None] = say,
) -> Report:
    """
    Sends every run of the spool that no living script sends. What arrived before is not stored again. A run whose
    script died before its `finish` ends as FAILED, unless somebody else logs into it.
    """
    settings = read_settings(url=url, api_key=api_key, spool=spool)
    server = Server(settings.url, settings.api_key, settings.workspace)
    sent = held = failed = 0
    for folder in run_folders(settings.spool):
        if _is_over(folder):
            continue
        try:
            lock = take(folder)
        except OSError as error:
            tell(f"{folder.name}: cannot be locked: {error}")
            failed += 1
            continue
        if lock is None:
            tell(f"{folder.name}: left to {holder_of(folder) or 'another process'}, which is sending it")
            held += 1
            continue
        try:
            if _send(folder, server, tell):
                sent += 1
            else:
                failed += 1
        finally:
            lock.release()
    return Report(sent, held, failed)


def _is_over(folder: Path) -> bool:
    """Whether the run was sent; its script may have died before it removed the folder."""
    known = Sent(folder)
    if known.done and known.refused == 0 and holder_of(folder) is None:
        shutil.rmtree(folder, ignore_errors=True)
    return known.done


def _send(folder: Path, server: Server, tell: Callable[[str], None]) -> bool:
    told = set()

    def warn(key: str, message: str) -> None:
        if key not in told:
            told.add(key)
            tell(f"{folder.name}: {message}")

    try:
        sender = Sender(folder, server, warn)
        if sender.sent.done:
            return True
        _send_all(sender)
        if not sender.sent.done:
            _append(folder, _end_of_lost(folder))
            _send_all(sender)
        page = sender.page
        sender.complete()
        kept = f"; {sender.sent.refused} records were refused and are kept in {folder}" if sender.sent.refused else ""
        tell(f"{folder.name}: sent, {page}{kept}")
        return True
    except FileNotFoundError:
        return True  # another sync has sent it meanwhile
    except (Gone, Unreachable, OSError) as error:
        tell(f"{folder.name}: {error}")
        return False


def _end_of_lost(folder: Path) -> Record:
    """The end that a dead script did not write. The server leaves the run to others who log into it."""
    first = next(read_records(folder, 0), None)
    writer = None if first is None else first.record.get("writer")
    return {"type": "finish", "status": "FAILED", "error": KILLED, "writer": writer, "lost": True, "at": now()}


def _send_all(sender: Sender) -> None:
    failures = 0
    while True:
        try:
            if not sender.step():
                return
            failures = 0
        except Unreachable:
            if failures == len(PAUSES):
                raise
            time.sleep(PAUSES[failures])
            failures += 1


def _append(folder: Path, record: Record) -> None:
    """On a line of its own, whatever the script had written last."""
    with open(folder / RECORDS, "ab") as file:
        file.write(b"\n" + encode(record))
        file.flush()
        os.fsync(file.fileno())
