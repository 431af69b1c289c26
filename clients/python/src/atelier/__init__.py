"""
Logs a training to Atelier.

    import atelier

    run = atelier.init(project="fashion-mnist-study", config={"learning_rate": 0.001})
    for step in range(1, 101):
        run.log({"loss": 1 / step}, step=step)
    run.finish()

Never blocks the training and never fails it: see docs/scripts.md and docs/spool.md.
"""

from __future__ import annotations

from typing import Any, Iterable, Optional, Union

from .run import Run
from .settings import read_settings
from .sync import sync

__all__ = ["Run", "init", "sync"]
__version__ = "0.1.0"


def init(
    project: str,
    config: Any = None,
    name: Optional[str] = None,
    tags: Union[str, Iterable[str], None] = None,
    *,
    key: Optional[str] = None,
    url: Optional[str] = None,
    api_key: Optional[str] = None,
    mode: Optional[str] = None,
    workspace: Optional[str] = None,
) -> Run:
    """
    Begins a run of a project, which is made when it is new. Returns at once, whether the server answers or not.

    `config`: hyperparameters, nested or flat. `key`: the same key is the same run, so that a script that is started
    again goes on in it. `workspace`: where the project is, by its slug. `url`, `api_key`, `workspace` and `mode`
    ("online", "offline": for `atelier sync`, "disabled": nothing at all) come from ATELIER_URL, ATELIER_API_KEY,
    ATELIER_WORKSPACE and ATELIER_MODE when they are not given.
    """
    settings = read_settings(url=url, api_key=api_key, mode=mode, workspace=workspace)
    return Run(settings, project, name, config, tags, key)
