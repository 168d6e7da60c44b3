"""A process killed in the middle of any action leaves the whole of it or nothing. On SQLite and PostgreSQL.

The action is done in a process of its own, which kills itself after its first write, its second, and so on
until it gets to the end: each time but the last everything is as it was before.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections

from gongkai.service.organs.models import Deed, Duty
from gongkai.service.requests.verifying import verify
from tests.service.cases import Bureau
from tests.service.requests_acts import choose
from tests.service.test_requests_powers import TABLE

pytestmark = pytest.mark.django_db(transaction=True)
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
MOST = 60  # writes of one action


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the room, and the log."""
    models = [*apps.get_app_config("requests").get_models(), Deed]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


def in_a_process(act: Callable[[], object], die_after: int) -> bool:
    """Do something in a process that kills itself after so many writes; whether it got to the end."""
    connections.close_all()  # a child must not speak on its parent's connection
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _do(act, die_after)
            code = 0
        except BaseException:  # told by the exit code: nothing may run on as a second pytest
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def _do(act: Callable[[], object], die_after: int) -> None:
    writes = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal writes
        result = execute(sql, params, many, context)
        if WRITE.match(sql):
            writes += 1
            if writes == die_after:
                os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(count):
        act()


@pytest.mark.parametrize("name", TABLE)
def test_a_process_killed_in_the_middle_leaves_all_or_nothing(
    settings: Any, tmp_path: Path, name: str
) -> None:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    bureau = Bureau()
    may, prepare = TABLE[name]
    act, by = prepare(bureau), bureau.clerk if Duty.CLERK in may else bureau.head
    before = everything()

    for die_after in range(1, MOST):
        if in_a_process(lambda: act(by), die_after):
            break
        assert everything() == before, f"killed after write {die_after}"
    else:
        pytest.fail("more writes than anybody expects")

    assert die_after > 1, "it wrote something, and was killed after it"
    assert everything() != before
    assert verify() is None
