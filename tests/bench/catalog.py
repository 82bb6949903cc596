"""The requests that are measured, each the kind that a front end sends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A request, and how many items its answer must hold at least to be the work that is meant."""

    name: str
    path: str
    at_least: int = 1


CASES = (
    Case("list of 20", "/api/v2/pages/?limit=20", at_least=20),
    Case("list of 20 posts, newest first", "/api/v2/pages/?type=blog.BlogPage&order=-date&limit=20", at_least=20),
    Case("list of 20, all fields", "/api/v2/pages/?fields=*&limit=20", at_least=20),
    Case("list of 100, all fields", "/api/v2/pages/?fields=*&limit=100", at_least=100),
    Case("list in Chinese", "/api/v2/pages/?locale=zh-hans&limit=20", at_least=20),
    Case("search", "/api/v2/pages/?search=museum&limit=20", at_least=10),
    Case("images", "/api/v2/images/?limit=20", at_least=20),
)
