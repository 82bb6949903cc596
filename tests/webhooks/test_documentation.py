"""The receivers in the documentation, run as they stand there."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from itp_cms.webhooks.models import Delivery
from itp_cms.webhooks.requests import post
from tests.factories.home import StandardPageFactory
from tests.services import missing
from tests.services.ports import free_port
from tests.webhooks.conftest import deliver, subscribe

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"


def _example(language: str) -> str:
    (example,) = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return example


def _node() -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return shutil.which("node", path=path) or missing("Node.js")


@contextmanager
def _running(program: list[str], port: int, secret: str, output: Path) -> Iterator[None]:
    environment = os.environ | {"WEBHOOK_SECRET": secret, "PORT": str(port)}
    with output.open("wb") as log:
        # A group of its own: `node` may be a script that starts Node.js, which would stay behind.
        process = subprocess.Popen(program, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < deadline, output.read_text()
                time.sleep(0.05)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_receiver_of_the_documentation_verifies_and_knows_repeats(home, tmp_path, language):
    program = [sys.executable] if language == "python" else [_node()]
    file = tmp_path / {"python": "receiver.py", "javascript": "receiver.mjs"}[language]
    file.write_text(_example(language))
    port, output = free_port(), tmp_path / "output"
    url = f"http://127.0.0.1:{port}/"
    subscription = subscribe(url)
    with _running([*program, str(file)], port, subscription.secret, output):
        StandardPageFactory(parent=home)
        deliver()
        delivery = Delivery.objects.get()
        assert delivery.state == "delivered"
        delivery.send_again()
        subscription.renew_secret()
        deliver()  # signed with both secrets
        assert [attempt.status for attempt in delivery.attempts.all()] == [204, 204]
        headers, body = delivery.attempts.latest("pk").headers, delivery.body.encode()
        forged = body.replace(b"published", b"unpublished")
        signature = headers["webhook-signature"]
        for changed in ({"webhook-signature": "v1,AAAA"}, {"webhook-signature": ""}, {"webhook-id": "msg_1"}):
            assert post(url, body, headers | changed).status == 400
        assert post(url, forged, headers).status == 400
        assert requests.post(url, data=body, timeout=10).status_code == 400
        old = timezone.now() - timedelta(seconds=400)
        signed = Webhook(subscription.secret).sign(delivery.webhook_id, old, delivery.body)
        late = {"webhook-timestamp": str(int(old.timestamp())), "webhook-signature": signed}
        answer = post(url, body, headers | late)
        assert answer.status == 400
        assert "too old" in answer.answer
        odd = headers | {"webhook-signature": f"v1,\xe9 {signature}"}
        assert post(url, body, odd).status == 204
    told = json.loads(delivery.body)
    said = [line for line in output.read_text().splitlines() if "page." in line]
    assert said == [f"page.published {told['data']['detail_url']}"]
