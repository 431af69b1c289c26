"""The spool on disk: one folder a run, whose records are appended before anything is sent (docs/spool.md)."""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections import deque
from pathlib import Path
from typing import Any, Callable, Deque, Dict, Iterator, List, NamedTuple, Optional

from .records import FORMAT_VERSION, LARGEST_RECORD, Record, decode, encode

RECORDS = "records"
SENT = "sent.json"
REFUSED = "refused"

# What waits in memory while the disk takes nothing; beyond it the oldest is given up.
MOST_WAITING_BYTES = 16 * 1024 * 1024
FSYNC_SECONDS = 1.0
READ_BYTES = 256 * 1024


def new_folder(spool: Path) -> Path:
    """A folder for one run, for nobody else to read."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = spool / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    return folder


def run_folders(spool: Path) -> List[Path]:
    """The folders of the spool that hold a run, oldest first."""
    try:
        found = sorted(path for path in spool.iterdir() if (path / RECORDS).is_file())
    except OSError:
        return []
    return found


class Appender:
    """
    Appends records to a run's log: written at once, so that they outlive this process, and fsynced within a second,
    so that they outlive the machine. Never raises: while the disk takes nothing, records wait in memory.
    """

    def __init__(self, folder: Optional[Path], warn: Callable[[str, str], None]) -> None:
        self._warn = warn
        self._lock = threading.Lock()
        self._waiting: Deque[bytes] = deque()
        self._waiting_bytes = 0
        self._torn = False
        self._dirty = False
        self._file = -1 if folder is None else self._open(folder)
        self.dropped = 0

    def _open(self, folder: Path) -> int:
        try:
            return os.open(folder / RECORDS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            self._disk_failed(error)
            return -1

    def append(self, record: Record) -> bool:
        """Takes a record; False when it is too large ever to be sent."""
        line = encode(record)
        if len(line) > LARGEST_RECORD:
            return False
        with self._lock:
            self._waiting.append(line)
            self._waiting_bytes += len(line)
            self._write_waiting()
            while self._waiting_bytes > MOST_WAITING_BYTES:
                self._waiting_bytes -= len(self._waiting.popleft())
                self.dropped += 1
        return True

    def take_waiting(self, most: int) -> List[Record]:
        """Up to `most` of the records that the disk does not take, for sending them from memory."""
        with self._lock:
            self._write_waiting()
            return [record for line in list(self._waiting)[:most] if (record := decode(line[:-1]))]

    def forget_waiting(self, records: List[Record]) -> None:
        """Those were sent. What has been written meanwhile is sent once more, which changes nothing."""
        sent = {encode(record) for record in records}
        with self._lock:
            self._waiting = deque(line for line in self._waiting if line not in sent)
            self._waiting_bytes = sum(map(len, self._waiting))

    def fsync(self) -> None:
        if self._file < 0 or not self._dirty:
            return
        self._dirty = False
        try:
            os.fsync(self._file)
        except OSError as error:
            self._disk_failed(error)

    def close(self) -> None:
        self.fsync()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def after_fork(self) -> None:
        """In the child: another thread may have held the lock at that moment, and will never let it go here."""
        self._lock = threading.Lock()

    def _write_waiting(self) -> None:
        while self._waiting and self._write(self._waiting[0]):
            self._waiting_bytes -= len(self._waiting.popleft())

    def _write(self, line: bytes) -> bool:
        if self._file < 0:
            return False
        # Behind a line that was cut off by a full disk the next one begins anew: readers skip the torn one.
        data = b"\n" + line if self._torn else line
        try:
            written = os.write(self._file, data)
        except OSError as error:
            self._disk_failed(error)
            return False
        self._dirty = True
        self._torn = written < len(data)
        if self._torn:
            self._disk_failed(OSError("no space left"))
        return not self._torn

    def _disk_failed(self, error: OSError) -> None:
        self._warn(
            "disk",
            f"the spool cannot be written ({error.strerror or error}): points are kept in memory and the training goes on",
        )


class Read(NamedTuple):
    record: Record
    """Where the next record begins."""
    end: int
    """Bytes of its line."""
    size: int


def read_records(folder: Path, offset: int) -> Iterator[Read]:
    """The records from a position on, as far as whole lines reach; torn and damaged ones are left out."""
    with open(folder / RECORDS, "rb") as file:
        file.seek(offset)
        rest = b""
        while chunk := file.read(READ_BYTES):
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            for line in lines:
                offset += len(line) + 1
                record = decode(line)
                if record is not None:
                    yield Read(record, offset, len(line))


class Sent:
    """How far a run's log has been taken by the server; written after every request that got through."""

    def __init__(self, folder: Optional[Path]) -> None:
        self._path = None if folder is None else folder / SENT
        content = {} if self._path is None else _load(self._path)
        self.url: Optional[str] = content.get("url")
        self.run_id: Optional[str] = content.get("runId")
        self.offset: int = content.get("offset", 0)
        self.refused: int = content.get("refused", 0)
        self.done: bool = content.get("done", False)

    def save(self) -> None:
        """Atomic. A failure only means that something will be sent once more."""
        if self._path is None:
            return
        content = {
            "version": FORMAT_VERSION,
            "url": self.url,
            "runId": self.run_id,
            "offset": self.offset,
            "refused": self.refused,
            "done": self.done,
        }
        made = self._path.with_name(f"{SENT}.{uuid.uuid4().hex}")
        try:
            made.write_text(json.dumps(content))
            os.replace(made, self._path)
        except OSError:
            try:
                made.unlink()
            except OSError:
                pass


def _load(path: Path) -> Dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def keep_refused(folder: Path, record: Record) -> None:
    """Keeps a record that the server does not take beside the log, so that it is not lost."""
    try:
        with open(folder / REFUSED, "ab") as file:
            file.write(encode(record))
    except OSError:
        pass
