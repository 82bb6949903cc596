"""Answers are kept."""

import pytest

from itp_cms.api.caching.stamp import forget_stamp


@pytest.fixture(autouse=True)
def caching(settings) -> None:
    settings.API_CACHE = True
    forget_stamp()
