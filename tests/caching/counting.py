"""Settings of a server that takes its time for each answer it makes anew, and notes when it begins and ends."""

import os
import time
from pathlib import Path
from typing import Any

from itp_cms.settings import services
from itp_cms.settings.test import *  # noqa: F403
from itp_cms.settings.test import MIDDLEWARE

API_CACHE = True
CACHES = {"default": services.cache(os.environ["CACHE_URL"])}
MIDDLEWARE.insert(
    MIDDLEWARE.index("itp_cms.api.caching.middleware.CacheMiddleware") + 1, "tests.caching.counting.counting"
)

SECONDS = 0.4


def counting(get_response: Any) -> Any:
    """Stands where the rest of the site begins."""

    def answer(request: Any) -> Any:
        if request.path_info.startswith("/api/"):
            note("begun", request)
            time.sleep(SECONDS)
            note("done", request)
        return get_response(request)

    return answer


def note(word: str, request: Any) -> None:
    with Path(os.environ["COUNTED_IN"]).open("a", encoding="utf-8") as file:
        file.write(f"{word} {request.path_info}?{request.META['QUERY_STRING']}\n")
