"""The ways in which a script ends: `ends.py NAME WAY`."""

import os
import signal
import sys

import atelier

name, way = sys.argv[1:]
if way.startswith("with"):
    with atelier.init(project="ends", name=name) as run:
        run.log({"loss": 1})
        sys.exit(int(way.split()[1]))
run = atelier.init(project="ends", name=name)
run.log({"loss": 1})
if way == "caught":
    try:
        sys.exit(3)
    except SystemExit:
        sys.exit()
if way == "interrupt":
    os.kill(os.getpid(), signal.SIGINT)
if way == "raise":
    raise ValueError("the data is gone" + "!" * 20_000)
if way == "raise nothing":
    raise ValueError
if way == "words":
    sys.exit("no more data")
if way.startswith("exit"):
    sys.exit(int(way.split()[1]))
