"""Answers are written as Django REST framework writes them."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer as RestFrameworkJSONRenderer

from itp_cms.api.rendering import JSONRenderer
from itp_cms.core.representation.deferred import Needing, OnlyWithValue

UTC = datetime.UTC


@pytest.mark.parametrize(
    "value",
    [
        '大英博物馆 مرحبا naïve “quotes” \\ " / \x00 \x1f \x7f \n \t',
        "one line\u2028another\u2029and another",
        "\U0001f642",
        [1, 1.5, -0.0, 0.0001, 0.1 + 0.2, True, None, 2**53, "", [], {}],
        2**70,
        {1: "a key that is a number", None: "none"},
        datetime.datetime(2018, 7, 31, 12, 0, 0, 123456, UTC),
        datetime.datetime(2018, 7, 31, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        datetime.datetime(2018, 7, 31, 12),  # noqa: DTZ001
        datetime.date(2018, 7, 31),
        datetime.time(12, 30),
        datetime.timedelta(minutes=3),
        uuid.UUID(int=7),
        [Decimal("12.50"), Decimal(3)],
        gettext_lazy("Page"),
        (1, 2),
        Needing({"name": "a"}, []),
        OnlyWithValue(value=1),
    ],
)
def test_as_before(value: Any) -> None:
    data = {"value": value}
    assert JSONRenderer().render(data) == RestFrameworkJSONRenderer().render(data)


def test_nothing_is_an_empty_body() -> None:
    assert JSONRenderer().render(None) == b""
