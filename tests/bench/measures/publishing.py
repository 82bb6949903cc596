"""How long the admin takes to publish a post, in the project and in a plain Wagtail site."""

from typing import Any

from tests.bench.databases.kept import Store, of_pages, of_plain_site, scratch
from tests.bench.editing import Block, Editor, rich_text
from tests.bench.load import quantile
from tests.bench.servers import server, worker

OURS = "ours, with log, followers and renditions"
PLAIN = "plain Wagtail"
WORDS = (
    "Curators of two houses met to look at what the river had left in the stores, and wrote down what they saw. " * 4
)


def measure(store: Store, pages: int, times: int) -> list[dict[str, Any]]:
    """Publish so many times in each, by turns; posts of the same fields and blocks, with a new image each time.

    Of ours, a worker runs beside the server meanwhile, as it does in production, and makes the image's renditions.
    """
    with (
        scratch(store, of_pages(pages)) as ours,
        scratch(store, of_plain_site(pages)) as plain,
        worker(ours),
        server(ours, "cached") as our_server,
        server(plain, "cached") as plain_server,
    ):
        sites = []
        for name, site in ((OURS, our_server), (PLAIN, plain_server)):
            found = site.json("/editable/")
            sites.append((name, Editor(f"http://localhost:{site.port}"), found["posts"], found["images"]))
        seconds: dict[str, list[float]] = {OURS: [], PLAIN: []}
        for number in range(times + 1):
            for name, editor, posts, images in sites:
                changes = {"title": f"Published {number} times", "teaser_image": str(images[number % len(images)])}
                took = editor.publish(posts[number % len(posts)], body(images[0], number), **changes)
                if number:  # the first one of a process finds nothing prepared
                    seconds[name].append(took)
    return [
        {
            "vendor": store.vendor,
            "pages": pages,
            "way": name,
            "times": len(taken),
            "p50_ms": round(1000 * quantile(taken, 0.5), 1),
            "p99_ms": round(1000 * quantile(taken, 0.99), 1),
        }
        for name, taken in seconds.items()
    ]


def body(image: int, number: int) -> list[Block]:
    """Eight blocks that both sites have."""
    shown = {"image": str(image), "alt_text": "What is to be seen"}
    return [
        ("text", rich_text(f"{number}. {WORDS}")),
        ("heading", {"text": "What was seen", "level": "2", "anchor": ""}),
        ("text", rich_text(WORDS, WORDS)),
        ("image", {"image": shown, "caption": "A store", "credit": ""}),
        ("heading", {"text": "What was written down", "level": "2", "anchor": ""}),
        ("text", rich_text(WORDS)),
        ("quote", {"text": "It changed how I look at things.", "attribution": "A fellow"}),
        ("callout", {"style": "note", "title": "A note", "text": rich_text("Words.")}),
    ]
