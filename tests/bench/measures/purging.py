"""How long a reader at the edge is given the old answer once a post has been published in the admin."""

import time
from typing import Any

import requests

from tests.bench.databases.kept import Store, of_pages, scratch
from tests.bench.editing import Editor
from tests.bench.load import quantile
from tests.bench.measures.publishing import body
from tests.bench.servers import edge, edge_variables, worker

PATIENCE = 30
"""Seconds after which nothing more is expected."""
PAUSE = 0.02
"""Seconds between two questions to the edge."""


def measure(store: Store, pages: int, times: int) -> dict[str, Any] | None:
    """Publish so many times; seconds until Varnish has the new answer, from when the publishing was sent and from when
    the admin had answered. None where there is no Varnish, or it keeps nothing.
    """
    with scratch(store, of_pages(pages)) as database, edge(database) as found:
        if found is None:
            return None
        site, port = found
        with worker(database, **edge_variables(port)):
            editor, posts = Editor(f"http://localhost:{site.port}"), site.json("/editable/")
            image = posts["images"][0]
            sent, answered = [], []
            for number in range(times + 1):
                page = posts["posts"][number % len(posts["posts"])]
                if not _is_kept(port, page):
                    return None
                title = f"Published {number} times"
                began = time.perf_counter()
                taken = editor.publish(page, body(image, number), title=title)
                until = _wait_for(port, page, title)
                if number:  # the first time the worker may just be beginning
                    sent.append(until - began)
                    answered.append(max(0.0, until - began - taken))
    return {
        "vendor": store.vendor,
        "pages": pages,
        "times": times,
        **{f"{name}_p50_ms": round(1000 * quantile(values, 0.5), 1) for name, values in _named(sent, answered)},
        **{f"{name}_p99_ms": round(1000 * quantile(values, 0.99), 1) for name, values in _named(sent, answered)},
    }


def _named(sent: list[float], answered: list[float]) -> list[tuple[str, list[float]]]:
    return [("since_sent", sent), ("since_answered", answered)]


def _ask(port: int, page: int) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{port}/api/v2/pages/{page}/", timeout=PATIENCE)


def _is_kept(port: int, page: int) -> bool:
    _ask(port, page)
    return _ask(port, page).headers.get("X-Cache") == "HIT"


def _wait_for(port: int, page: int, title: str) -> float:
    """When the edge first gave the new title."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        if _ask(port, page).json()["title"] == title:
            return time.perf_counter()
        time.sleep(PAUSE)
    raise TimeoutError(f"The edge gave the old answer for {PATIENCE} seconds")
