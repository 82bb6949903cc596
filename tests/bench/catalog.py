"""The requests that are measured, each of a kind that front ends send."""

from dataclasses import dataclass

POSTS = "type=blog.BlogPage"
TEASER = "date,teaser_text,teaser_image,introduction,series,tags,bylines"


@dataclass(frozen=True)
class Kind:
    """A request below `pages/`, or another endpoint; `{id}` and `{path}` are those of a post.

    `items` is how many items the answer must hold to be the work that is meant, 0 for an object. `plain` says whether
    Wagtail's own API can answer it.
    """

    name: str
    query: str
    items: int = 20
    plain: bool = True
    endpoint: str = "pages"


LIST = Kind("list of 20", "?limit=20")
EVERYTHING = Kind("list of 20, all fields", f"?{POSTS}&fields=*&limit=20")
TEASERS = Kind("list of 20, teaser fields, tags and bylines", f"?{POSTS}&fields={TEASER}&limit=20")
DETAIL = Kind("detail", "{id}/", items=0)
FIND = Kind("find", "find/?html_path={path}", items=0)
# Wagtail's own answers a tag with an error: the tags of all page types are kept in one table (Wagtail 8.0, taggit 6).
TAG = Kind("filtered by tag", f"?{POSTS}&tags=tag+5&limit=20", items=5, plain=False)
# A word of one text in fifty, so that there is the more to find the more there is; and one of some 25 texts.
# Wagtail's own would be given what this project's index finds.
SEARCH = Kind("text search", "?search=harbour&limit=20", items=5, plain=False)
RARE = Kind("text search, rare word", "?search=astrolabe&limit=20", items=5, plain=False)
EVERYWHERE = Kind("search of everything", "?q=harbour&limit=20", items=5, plain=False, endpoint="search")
RARE_EVERYWHERE = Kind(
    "search of everything, rare word", "?q=astrolabe&limit=20", items=5, plain=False, endpoint="search"
)
SUGGEST = Kind("suggestions", "suggest/?q=mus", items=5, plain=False, endpoint="search")

KINDS = (LIST, EVERYTHING, TEASERS, DETAIL, FIND, TAG, SEARCH, RARE, EVERYWHERE, RARE_EVERYWHERE, SUGGEST)
SEARCHES = (LIST, SEARCH, RARE, EVERYWHERE, RARE_EVERYWHERE, SUGGEST)
"""What another engine of search answers otherwise, and what it is compared with."""

POST = f"?{POSTS}&locale=en&order=id&offset=12&limit=1"
"""The post whose detail is asked for: the same in every database."""
