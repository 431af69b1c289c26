"""The thread that sends a run while it trains."""

from __future__ import annotations

import random
import threading
import time
from typing import Callable, Optional

from .api import Unreachable
from .lock import Lock
from .sender import Gone, Sender
from .spool import FSYNC_SECONDS, Appender

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# Points that come one by one are gathered this long, so that a fast loop does not cost a request a step.
GATHER_SECONDS = 0.25


class Background:
    """Daemon threads: they never keep a script from ending."""

    def __init__(
        self,
        sender: Optional[Sender],
        appender: Appender,
        lock: Optional[Lock],
        say: Callable[[str], None],
    ) -> None:
        self._sender = sender
        self._appender = appender
        self._lock = lock
        self._say = say
        self._news = threading.Event()
        self._closing = threading.Event()
        self._ended = threading.Event()
        self._progress_at = time.monotonic()
        threading.Thread(target=self._keep_safe, name="atelier-fsync", daemon=True).start()
        if sender is None:
            self._ended.set()
        else:
            threading.Thread(target=self._send, args=(sender,), name="atelier-sender", daemon=True).start()

    def wake(self) -> None:
        self._news.set()

    def close(self, patience: float) -> bool:
        """
        Sends what is left. Waits as long as something gets through, and `patience` seconds longer than that.
        True when everything was taken by the server.
        """
        self._closing.set()
        self._news.set()
        self._progress_at = time.monotonic()
        self._appender.fsync()
        while not self._ended.wait(0.05):
            if time.monotonic() - self._progress_at > patience:
                break
        self._appender.close()
        if self._lock is not None and (self._ended.is_set() or self._sender is None):
            self._lock.release()
        return self._sender is not None and self._sender.sent.done

    def _keep_safe(self) -> None:
        while not self._closing.wait(FSYNC_SECONDS):
            self._appender.fsync()
            if self._lock is not None:
                self._lock.touch()

    def _send(self, sender: Sender) -> None:
        pause = FIRST_PAUSE
        away = False
        told = False
        try:
            while True:
                # Cleared before looking, so that what comes meanwhile is looked for again.
                self._news.clear()
                try:
                    worked = sender.step()
                except Unreachable as error:
                    if not away:
                        self._say(f"{str(error).rstrip('.')}. Points are kept and sent later.")
                    away = True
                    # A script that ends interrupts the pause for one last try.
                    self._closing.wait(pause * random.uniform(0.75, 1.25))
                    if self._closing.is_set():
                        time.sleep(min(pause, FIRST_PAUSE))
                    pause = min(2 * pause, LONGEST_PAUSE)
                    continue
                pause = FIRST_PAUSE
                if away:
                    self._say("the server answers again.")
                    away = False
                if not told and sender.page is not None:
                    self._say(f"the run is at {sender.page}")
                    told = True
                if worked:
                    self._progress_at = time.monotonic()
                elif sender.sent.done:
                    sender.complete()
                    return
                elif self._closing.is_set():
                    return
                else:
                    self._news.wait(FSYNC_SECONDS)
                    self._closing.wait(GATHER_SECONDS)
        except Gone as error:
            self._say(f"nothing more is sent: {error}")
        except Exception as error:  # a bug of ours must not be seen by the training
            self._say(f"sending failed: {error!r}. What was logged is on disk; send it with: python -m atelier sync")
        finally:
            self._ended.set()
