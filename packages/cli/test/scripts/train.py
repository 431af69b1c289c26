"""A training that logs everything there is to log: `train.py STEPS PAUSE`; prints each step once it is logged."""

import os
import sys
import time

import atelier

steps, pause = int(sys.argv[1]), float(sys.argv[2])
run = atelier.init(
    project="Cloth & Co",
    config={"optimizer": {"lr": 0.01}, "layers": [32, 10]},
    name="from python",
    tags=["script"],
)
run.log_layers(
    [{"name": "dense", "type": "Dense", "outputShape": [None, 10], "parameters": 7850, "settings": {"units": 10}}]
)
for step in range(1, steps + 1):
    run.log({"loss": 1 / step, "accuracy": step / steps}, step=step)
    print(step, flush=True)
    time.sleep(pause)
run.log_line("the last step is done")
run.log_epoch(
    1,
    loss=0.5,
    accuracy=0.75,
    validationLoss=0.6,
    validationAccuracy=0.7,
    learningRate=0.01,
    seconds=2,
    examplesPerSecond=100,
)
run.log_confusion_matrix([[1, 0], [1, 2]], ["no", "yes"], epoch=1, split="TEST")
run.log_predictions([0, 1, 1, 1], [0, 0, 1, 1], [0.9, 0.6, 0.8, 0.7], epoch=1)
run.log_evaluation(epoch=1, loss=0.6, accuracy=0.75, examples=4)
run.finish(timeout=float(os.environ.get("PATIENCE", "10")))
