"""The API asked by its own description, with what nobody thinks of (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from gongkai.service.annual.actions.submission_key import issue_key
from gongkai.service.api.v1 import api
from gongkai.service.organs.models import Duty
from tests.service.cases import at
from tests.service.conftest import a_report
from tests.service.desk import a_post
from tests.service.published import publish

EXAMPLES = 12  # of each operation: the whole stays within some seconds
SENT = "/api/v1/annual/reports"
PATHS = sorted({*api.get_openapi_schema()["paths"]} - {SENT})


@pytest.fixture
def description(organ: Any, file_report: Any, settings: Any) -> Iterator[Any]:
    """The description, with something there for it to find."""
    from gongkai.service.config.wsgi import application

    settings.GONGKAI_API_RATE = 99_999
    settings.ALLOWED_HOSTS = ["*"]
    for number in range(3):
        publish(organ, f"青山区档案开放办法{number}", norm="normative", files={"附件.pdf": b"%PDF-1.7"})
    file_report(a_report())
    for signal in (request_started, request_finished):  # the test's connection outlives a request
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described(description: Any, path: str):
    operation = description[path]["GET"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def asked(case: Any) -> None:
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},  # its client unpacks nothing
            # Whether there is such an organ or category is no matter of the description.
            excluded_checks=[positive_data_acceptance],
        )

    asked()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("with_key", [True, False])
def test_whatever_is_sent_is_answered_as_described(description: Any, organ: Any, with_key: bool):
    operation = description[SENT]["POST"]
    clerk = a_post(organ, Duty.SUPERVISOR)
    _row, secret = issue_key(organ, label="平台", by=clerk, at=at("2026-01-04"))
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {secret if with_key else 'no'}"}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def sent(case: Any) -> None:
        answer = case.call_and_validate(
            headers=headers, excluded_checks=[positive_data_acceptance, ignored_auth]
        )
        assert answer.status_code == 401 or with_key

    sent()


def test_every_operation_but_one_only_reads():
    for path, operations in api.get_openapi_schema()["paths"].items():
        assert set(operations) == ({"post"} if path == SENT else {"get"})
