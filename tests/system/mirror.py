"""A copy of what a site shows, kept true by its list of changes alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.test import Client

from itp_cms.api.router import api_router

ROOT = "/api/v2/changes/?limit=7"
ENDPOINTS = sorted(api_router.object_endpoints())
SINGLE = ("/api/v2/settings/", "/api/v2/navigation/")


@dataclass
class Mirror:
    """Every object that the API gives by its id, and what there is one of, by address.

    It begins anew where the site's log does not go back so far.
    """

    client: Client
    kept: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)
    following: str = ROOT
    fetched: int = 0

    def follow(self) -> None:
        """Catch up with the site."""
        for items in self.answers():
            stale = {item["detail_url"] for item in items if item["detail_url"]}
            keys = {key for item in items for key in item["keys"]}
            stale |= {address for address, made_of in self.keys.items() if made_of & keys}
            for item in items:
                if item["kind"] == "removed":
                    stale.add(f"/api/v2/{item['endpoint']}/{item['id']}/")
            for address in sorted(stale):
                self.fetch(address.removeprefix("http://testserver"))

    def answers(self) -> Iterator[list[dict[str, Any]]]:
        if self.following == ROOT:
            for address in SINGLE:
                self.fetch(address)
        more = True
        while more:
            response = self.client.get(self.following)
            if response.status_code == HTTPStatus.GONE:
                self.kept, self.keys, self.following = {}, {}, ROOT
                yield from self.answers()
                return
            assert response.status_code == HTTPStatus.OK, (self.following, response.content)
            answer = response.json()
            yield answer["items"]
            more, self.following = answer["meta"]["more"], answer["meta"]["next_url"]

    def fetch(self, address: str) -> None:
        self.fetched += 1
        response = self.client.get(address, {"keys": "true"})
        if response.status_code == HTTPStatus.NOT_FOUND:
            self.kept.pop(address, None)
            self.keys.pop(address, None)
        else:
            assert response.status_code == HTTPStatus.OK, (address, response.content)
            self.kept[address] = response.json()
            self.keys[address] = set(response.headers["Content-Keys"].split())


def is_true(mirror: Mirror) -> None:
    """Whether the site answers what the mirror keeps, and lists nothing that it does not keep."""
    client = mirror.client
    for address, kept in mirror.kept.items():
        response = client.get(address)
        assert response.status_code == HTTPStatus.OK, f"{address} is kept, and not there any more"
        different = list(differences(kept, response.json()))
        assert not different, f"{address} is not as it is kept: {different}"
    for name in ENDPOINTS:
        missing = {f"/api/v2/{name}/{pk}/" for pk in _listed(client, name)} - mirror.kept.keys()
        assert not missing, f"{missing} are not kept"


def _listed(client: Client, name: str) -> Iterator[int]:
    offset, total = 0, 1
    while offset < total:
        answer = client.get(f"/api/v2/{name}/", {"limit": 100, "offset": offset}).json()
        total, offset = answer["meta"]["total_count"], offset + 100
        yield from (item["id"] for item in answer["items"])


def differences(kept: Any, now: Any, place: str = "") -> Iterator[str]:
    """Where two JSON values are not the same, and what stands there."""
    if isinstance(kept, dict) and isinstance(now, dict) and kept.keys() == now.keys():
        for name in kept:
            yield from differences(kept[name], now[name], f"{place}.{name}")
    elif isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        for number, (before, after) in enumerate(zip(kept, now, strict=True)):
            yield from differences(before, after, f"{place}[{number}]")
    elif kept != now:
        yield f"{place} was {kept}, is {now}"
