"""`python -m atelier sync`, also installed as `atelier`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import List, Optional

from . import __version__
from .sync import sync


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="atelier", description="Sends to Atelier what scripts have logged.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    sending = commands.add_parser(
        "sync",
        help="send what was left on this machine, after an outage or a crash",
        description="Sends every run of the spool that no living script sends. Nothing arrives twice.",
    )
    sending.add_argument("--url", help="the server (default: ATELIER_URL, else http://localhost:3000)")
    sending.add_argument("--spool", help="the folder (default: ATELIER_SPOOL, else ~/.local/state/atelier/spool)")
    options = parser.parse_args(arguments)
    if options.spool is not None and not os.path.isdir(options.spool):
        parser.error(f"there is no folder {options.spool}")
    report = sync(spool=options.spool, url=options.url)
    if report.sent == report.held == report.failed == 0:
        print("Nothing to send.")
    else:
        print(f"{report.sent} sent, {report.held} still being sent by their scripts, {report.failed} not sent.")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
