"""Sends a run's spool to the server, from where it stopped; used by the background thread and by `atelier sync`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable, Iterable, List, NamedTuple, Optional

from .api import Refused, Server, Unreachable
from .mutations import MOST_POINTS, create_run, send_records
from .records import FORMAT_VERSION, Record
from .spool import Appender, Read, Sent, keep_refused, read_records

# A request may have 1 MiB. The text of a record is about what it takes in a request.
MOST_BATCH_BYTES = 512 * 1024
MOST_WAITING = 500
# Records over which the server fails this often ("something went wrong") are taken to be what makes it fail.
MOST_FAILURES = 10


class Gone(Exception):
    """The run is no longer to be had: it was deleted, or belongs to another server."""


class Batch(NamedTuple):
    records: List[Record]
    """Where the log goes on behind it; None for records from memory."""
    end: Optional[int]


class Sender:
    def __init__(
        self,
        folder: Optional[Path],
        server: Server,
        warn: Callable[[str, str], None],
        appender: Optional[Appender] = None,
    ) -> None:
        self._folder = folder
        self._server = server
        self._warn = warn
        self._appender = appender
        self.sent = Sent(folder)
        self._failures = 0

    @property
    def page(self) -> Optional[str]:
        """Where people see the run; None until the server knows it."""
        return self.sent.run_id and f"{self._server.url}/runs/{self.sent.run_id}"

    def step(self) -> bool:
        """Sends the next few records; False when there are none. Raises Unreachable to be called again, or Gone."""
        if self.sent.url is not None and self.sent.url != self._server.url:
            raise Gone(f"this run is at {self.sent.url}: set ATELIER_URL to it")
        batch = self._next_batch()
        if not batch.records:
            return False
        self._send(batch.records)
        if batch.end is not None:
            self.sent.offset = batch.end
        elif self._appender is not None:
            self._appender.forget_waiting(batch.records)
        if batch.records[-1]["type"] == "finish":
            self.sent.done = True
        self._failures = 0
        self.sent.save()
        return True

    def complete(self) -> None:
        """Everything was taken: the folder goes, unless it keeps what the server did not want."""
        if self._folder is not None and self.sent.refused == 0:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _next_batch(self) -> Batch:
        if self._folder is not None:
            reads = _that_fit(read_records(self._folder, self.sent.offset))
            if reads:
                return Batch([read.record for read in reads], reads[-1].end)
        if self._appender is None:
            return Batch([], None)
        waiting = _that_fit(Read(record, 0, 1000) for record in self._appender.take_waiting(MOST_WAITING))
        return Batch([read.record for read in waiting], None)

    def _send(self, records: List[Record]) -> None:
        kind = records[0]["type"]
        if kind == "run":
            for record in records:
                self._create(record)
            return
        if self.sent.run_id is None:
            raise Gone("its log does not say which run it is of")
        try:
            send_records(self._server, self.sent.run_id, records)
        except (Refused, Unreachable) as error:
            if isinstance(error, Unreachable) and not self._is_hopeless(error):
                raise
            if error.code == "NOT_FOUND" and error.path in (["runId"], ["id"]):
                raise Gone(f"{self._server.url} has this run no longer, or not for this key") from None
            if error.code == "ALREADY_ENDED":
                self._warn("ended", f"{error}; its end was left as it is")
                return
            if len(records) > 1:
                # One of them spoils the others: halves find it.
                middle = len(records) // 2
                self._send(records[:middle])
                self._send(records[middle:])
                return
            self._keep(records[0], str(error))

    def _is_hopeless(self, error: Unreachable) -> bool:
        """Whether the server has failed so often over the same records that it is they who make it fail."""
        if error.code == "INTERNAL_SERVER_ERROR":
            self._failures += 1
        return self._failures >= MOST_FAILURES

    def _keep(self, record: Record, reason: str) -> None:
        self.sent.refused += 1
        self._warn(f"refused {record['type']}", f"the server does not take a record ({record['type']}): {reason}")
        if self._folder is not None:
            keep_refused(self._folder, record)

    def _create(self, record: Record) -> None:
        if record.get("version", 0) > FORMAT_VERSION:
            raise Gone("it was written by a newer version of Atelier: update this one")
        try:
            self.sent.run_id = create_run(self._server, record)
        except Refused as error:
            # The person may still put this right, by creating the project, say.
            raise Unreachable(f"the run cannot be created: {error}") from None
        self.sent.url = self._server.url


def _that_fit(reads: Iterable[Read]) -> List[Read]:
    """As many of the first records as go into one request: of one kind, and not too many."""
    fitting: List[Read] = []
    points = 0
    size = 0
    for read in reads:
        points += len(read.record.get("values", ()))
        size += read.size
        alike = not fitting or read.record["type"] == fitting[0].record["type"]
        if fitting and (not alike or points > MOST_POINTS or size > MOST_BATCH_BYTES):
            break
        fitting.append(read)
    return fitting
