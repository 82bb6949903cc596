from http import HTTPStatus

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_healthy(client: Client):
    response = client.get("/healthz")

    assert response.status_code == HTTPStatus.OK
    assert "no-cache" in response.headers["Cache-Control"]
    assert "Vary" not in response.headers


def test_without_database_it_is_not_healthy(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    assert client.get("/healthz").status_code == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.django_db
def test_login_page_speaks_the_language_of_the_browser(client: Client):
    response = client.get("/admin/login/", headers={"Accept-Language": "ar"})

    assert response.headers["Content-Language"] == "ar"
    assert 'dir="rtl"' in response.content.decode()


@pytest.mark.django_db
def test_other_addresses_do_not_vary_by_the_language_of_the_browser(client: Client):
    response = client.get("/", headers={"Accept-Language": "ar"})

    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers.get("Vary", "")
