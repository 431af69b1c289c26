"""Odd values do not fail a training, and an exception that ends it is told."""

import atelier

run = atelier.init(project="edges", name="raises", config={"when": object(), "nan": float("nan")})
run.log({"loss": float("nan"), "fine": 1, "odd": object(), None: 2})
run.log(None)
run.log_layers([{"name": object()}])
run.log_confusion_matrix("not a matrix", ["no"], epoch=1)
raise ValueError("the data is gone")
