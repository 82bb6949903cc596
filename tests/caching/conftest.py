"""Answers are kept."""

import pytest

from itp_cms.api.caching.stamp import forget_stamp
from tests.api.conftest import small_site

__all__ = ["small_site"]


@pytest.fixture(autouse=True)
def caching(settings) -> None:
    settings.API_CACHE = True
    forget_stamp()
