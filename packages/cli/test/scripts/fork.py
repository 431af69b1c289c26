"""Data loaders fork: what a child logs is sent by its parent, and its end is not the run's."""

import os

import atelier

run = atelier.init(project="edges", name="fork")
for step in range(1, 51):
    run.log({"loss": 1}, step=step)
run.log_line("before")
child = os.fork()
if child == 0:
    run.log({"from_child": 1}, step=1)
    run.log_line("from the child")
    raise SystemExit(0)
os.waitpid(child, 0)
run.log({"loss": 2}, step=51)
run.log_line("from the parent")
