"""A script that may come again: `again.py KEY LABEL [FILE]` logs three lines into a run, and ends once FILE is there."""

import sys
import time
from pathlib import Path

import atelier

key, label, *gate = sys.argv[1:]
run = atelier.init(project="again", name=key, key=key)
for number in (1, 2, 3):
    run.log_line(f"{label} {number}")
while run.id is None:
    time.sleep(0.02)
print("logged", flush=True)
# Not for ever, should nobody kill it.
until = time.monotonic() + 120
while gate and not Path(gate[0]).exists() and time.monotonic() < until:
    time.sleep(0.02)
run.finish()
