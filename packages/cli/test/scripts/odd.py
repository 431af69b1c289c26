"""What a script may hand over by mistake: `odd.py PROJECT`."""

import sys

import atelier

config = {
    "lr": 0.1,
    7: "seven",
    "deep": {"er": {"x": [1, 2]}},
    "nan": float("nan"),
    "none": None,
    "text": "a\0b",
    "half": "a\ud800b",
    "big": 2**70,
    "long": "x" * 5000,
    "y" * 300: 1,
    "list": list(range(5000)),
}
config["circular"] = config
config["huge"] = {str(each): "z" * 1000 for each in range(2000)}
run = atelier.init(project=sys.argv[1], name="ünï 😀 " + "x" * 300, tags="base", config=config, key="k" * 300)
run.log({"loss": float("inf"), "ok": 1, "n" * 251: 1, "": 2, "ünï 😀": 3, "odd": "1", "list": [1] * 5000}, step=1)
run.log({"ok": 2}, step=2**40)
run.log({"ok": 2}, step=-1)
run.log({"ok": 2})
run.log(None)
run.log_epoch(1, loss=float("nan"), accuracy=0.5)
run.log_epoch(2, loss=0.5, accuracy=float("nan"), step=2)
run.log_line("l" * 30_000)
run.log_line("a\0b")
run.log_line("")
run.finish("done")
run.log({"ok": 4})
