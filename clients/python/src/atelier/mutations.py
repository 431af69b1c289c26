"""What each type of record is to the server. All of it may be sent again: what is there is left alone."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Dict, List

from .api import Refused, Server
from .records import Record

# Points that one call carries; one record may hold more.
MOST_POINTS = 1_000

_ERRORS = "userErrors { path message code }"
_CREATE_RUN = f"mutation ($input: CreateRunInput!) {{ createRun(input: $input) {{ run {{ id }} {_ERRORS} }} }}"
_CREATE_PROJECT = f"mutation ($name: String!) {{ createProject(name: $name) {{ project {{ id }} {_ERRORS} }} }}"
_FINISH = (
    "mutation ($id: ID!, $status: RunStatus!, $error: String, $writer: String, $lost: Boolean) {"
    f" finishRun(id: $id, status: $status, error: $error, writer: $writer, lost: $lost) {{ {_ERRORS} }} }}"
)


def _log(field: str, name: str, type: str) -> str:
    return f"mutation ($runId: ID!, ${name}: {type}) {{ {field}(runId: $runId, {name}: ${name}) {{ {_ERRORS} }} }}"


_METRICS = _log("logMetrics", "points", "[MetricPointInput!]!")
_EPOCHS = _log("logEpochs", "epochs", "[EpochInput!]!")
_LINES = _log("logLines", "lines", "[LogLineInput!]!")
_LAYERS = _log("logLayers", "layers", "[LayerInput!]!")

# Records that hold the input of their mutation as it is.
_INPUTS = {
    "confusionMatrix": ("logConfusionMatrix", _log("logConfusionMatrix", "input", "ConfusionMatrixInput!")),
    "predictions": ("logPredictions", _log("logPredictions", "input", "PredictionsInput!")),
    "evaluation": ("logEvaluation", _log("logEvaluation", "input", "EvaluationInput!")),
}


def create_run(sender: Server, record: Record) -> str:
    """
    The id of the run of a spool's first record, in the workspace that it names; its project is made when it is new.
    The same key, the same run.
    """
    workspace = record.get("workspace")
    server = sender.within(workspace) if isinstance(workspace, str) else sender
    name = str(record.get("project"))
    given = {field: record.get(field) for field in ("key", "writer", "name", "tags")}
    given = {**given, "project": slug_of(name), "parameters": record.get("config")}
    try:
        return _create(server, given)
    except Refused as error:
        if error.code != "NOT_FOUND":
            raise
    try:
        server.mutate("createProject", _CREATE_PROJECT, {"name": name})
    except Refused as error:
        # Another script of a new project has made it at the same moment.
        if error.code != "CONFLICT":
            raise
    return _create(server, given)


def _create(server: Server, given: Dict[str, Any]) -> str:
    return server.mutate("createRun", _CREATE_RUN, {"input": given})["run"]["id"]


def slug_of(name: str) -> str:
    """The name of a project in addresses, as the server makes it of the name for people."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(each for each in decomposed if not unicodedata.category(each).startswith("M"))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-") or "project"


def send_records(server: Server, run_id: str, records: List[Record]) -> None:
    """Stores records of one type. What they hold is the server's to check."""
    kind = records[0]["type"]
    if kind == "metrics":
        points = [point for record in records for point in _points(record)]
        for start in range(0, len(points), MOST_POINTS):
            part = points[start : start + MOST_POINTS]
            server.mutate("logMetrics", _METRICS, {"runId": run_id, "points": part})
    elif kind == "epochs":
        epochs = [epoch for record in records for epoch in record["epochs"]]
        server.mutate("logEpochs", _EPOCHS, {"runId": run_id, "epochs": epochs})
    elif kind == "line":
        lines = [{name: record.get(name) for name in ("writer", "number", "level", "message")} for record in records]
        server.mutate("logLines", _LINES, {"runId": run_id, "lines": lines})
    else:
        for record in records:
            _send_one(server, run_id, record)


def _send_one(server: Server, run_id: str, record: Record) -> None:
    kind = record["type"]
    if kind == "layers":
        server.mutate("logLayers", _LAYERS, {"runId": run_id, "layers": record["layers"]})
    elif kind == "finish":
        ending = {name: record.get(name) for name in ("status", "error", "writer", "lost")}
        server.mutate("finishRun", _FINISH, {"id": run_id, **ending})
    elif kind in _INPUTS:
        field, query = _INPUTS[kind]
        server.mutate(field, query, {"runId": run_id, "input": record["input"]})
    else:
        raise Refused(f"no record of type {kind!r} is known to this version", "UNKNOWN", ["type"])


def _points(record: Record) -> List[Dict[str, Any]]:
    return [
        {"name": name, "step": record["step"], "value": value, "at": record["at"]}
        for name, value in record["values"].items()
    ]
