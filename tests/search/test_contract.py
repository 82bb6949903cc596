"""Answers of a search are as the OpenAPI document says."""

from typing import Any

import pytest
from django.test import Client

from itp_cms.core import followers
from legacy_projects.models.projects import ProjectPlace
from tests.api.contract import Contract
from tests.factories.core import CountryFactory
from tests.factories.legacy_projects import LegacyProjectIndexPageFactory, LegacyProjectPageFactory, StrandPageFactory
from tests.small_site import SmallSite


@pytest.fixture
def contract(client: Client) -> Contract:
    return Contract(client.get("/api/v2/openapi.json").json())


@pytest.mark.parametrize("expand", ["0", "1"])
@pytest.mark.parametrize("has_country", [True, False])
def test_a_project_with_its_places(
    small_site: SmallSite, client: Client, contract: Contract, expand: str, has_country: bool
) -> None:
    index = LegacyProjectIndexPageFactory(parent=small_site.home)
    project = LegacyProjectPageFactory(parent=StrandPageFactory(parent=index), title="Labels in Luxor")
    country: Any = CountryFactory(code="EG") if has_country else None
    ProjectPlace.objects.create(page=project, locale=project.locale, name="Luxor", country=country)
    followers.catch_up()
    address = f"/api/v2/search/?q=luxor&type=legacy_projects.LegacyProjectPage&expand={expand}"
    answer = client.get(address).json()
    assert answer["meta"]["total_count"] == 1
    assert contract.errors(address, 200, answer) == []
