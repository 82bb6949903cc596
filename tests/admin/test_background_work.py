"""The report of what the worker does."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django_tasks_db.models import DBTaskResult, get_date_max

from itp_cms.core import followers
from itp_cms.core.models import FollowerState, Lease
from itp_cms.core.roles import EDITORS
from tests.admin.conftest import _client
from tests.factories.accounts import UserFactory
from tests.factories.changes import empty_log, make_changes
from tests.factories.followers import recorder

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind():
    """A follower that fails with the third of three changes."""
    empty_log()
    with recorder() as follower:
        followers.catch_up("recorder")
        follower.fails_at = make_changes(3)[-1]
        followers.run("recorder")
        yield follower


def _read(client) -> str:
    response = client.get(reverse("background_work"))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _post(client, **data):
    response = client.post(reverse("background_work"), {"follower": "recorder", **data}, follow=True)
    return [str(message).strip() for message in response.context["messages"]]


def test_it_tells_how_far_followers_have_come_and_what_went_wrong(behind, administrator):
    text = _read(administrator)
    assert "Recorder" in text
    assert "3 changes" in text
    assert "ConnectionError: nobody there" in text
    assert "The last change has the number 3." in text


def test_it_tells_when_no_worker_runs(administrator):
    assert "No worker runs" in _read(administrator)
    Lease.claim("worker:one", "worker:one")
    assert "One worker runs." in _read(administrator)


def test_it_tells_of_chores_and_tasks(administrator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    task = {"args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default", "run_after": get_date_max()}
    DBTaskResult.objects.create(task_path="gone.tasks.missing", **task)
    broken = DBTaskResult.objects.create(task_path="gone.tasks.broken", **task)
    broken.set_failed(TimeoutError())
    text = _read(administrator)
    assert "Publish what is scheduled" in text
    assert "One task waits." in text
    assert "broken" in text
    assert "TimeoutError" in text


def test_a_follower_starts_again_from_a_number_or_afresh(behind, administrator):
    assert "starts again" in _post(administrator, number="1")[0]
    state = FollowerState.objects.get(name="recorder")
    assert (state.cursor, state.failures) == (1, 0)
    assert "recorder" in followers.due()
    _post(administrator, number="1", afresh="1")
    assert FollowerState.objects.get(name="recorder").cursor is None


@pytest.mark.parametrize("number", ["4", "-1", "x", "", "1.5", "9" * 30])
def test_numbers_that_no_change_has_are_refused(behind, administrator, number):
    assert _post(administrator, number=number) == ["Give a number from 0 to 3."]
    assert FollowerState.objects.get(name="recorder").cursor == 0


def test_a_follower_that_is_gone_is_no_error(administrator):
    assert _post(administrator, number="0") == ["There is no such follower any more."]


def test_editors_neither_see_it_nor_are_led_there(behind, editor):
    assert editor.get(reverse("background_work")).status_code == 302
    assert "background-work" not in editor.get(reverse("wagtailadmin_home")).content.decode()
    editor.post(reverse("background_work"), {"follower": "recorder", "number": "3"})
    assert FollowerState.objects.get(name="recorder").cursor == 0


def test_who_may_only_see_it_has_no_buttons_and_cannot_use_them(behind):
    user: Any = UserFactory(groups=[EDITORS])
    user.user_permissions.add(Permission.objects.get(codename="view_followerstate"))
    client = _client(user)
    assert "Recorder" in _read(client)
    assert "After this number" not in _read(client)
    client.post(reverse("background_work"), {"follower": "recorder", "number": "3"})
    assert FollowerState.objects.get(name="recorder").cursor == 0
    user.user_permissions.add(Permission.objects.get(codename="change_followerstate"))
    assert "After this number" in _read(client)
