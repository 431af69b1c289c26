"""Records of the spool as lines of bytes: a CRC-32 in eight hexadecimal digits, a space, JSON, a line feed."""

from __future__ import annotations

import json
import zlib
from typing import Any, Dict, Optional

Record = Dict[str, Any]

FORMAT_VERSION = 1

# A request may have 1 MiB; what is larger than this could never be sent.
LARGEST_RECORD = 768 * 1024


def encode(record: Record) -> bytes:
    """A record as one line. Raises ValueError for NaN and infinities, TypeError for what JSON does not know."""
    text = json.dumps(record, allow_nan=False, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


def decode(line: bytes) -> Optional[Record]:
    """The record of a line without its line feed; None for a torn or damaged one."""
    checksum, space, text = line.partition(b" ")
    if not space or len(checksum) != 8:
        return None
    try:
        if int(checksum, 16) != zlib.crc32(text):
            return None
        record = json.loads(text)
    except ValueError:
        return None
    return record if isinstance(record, dict) and isinstance(record.get("type"), str) else None
