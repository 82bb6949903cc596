"""The plain reading version of a page, where no front end is set."""

from django.test import Client

from tests.api.test_references import body
from tests.factories.blog import BlogPageFactory
from tests.factories.core import DocumentFactory, ImageFactory
from tests.small_site import SmallSite, translate


def test_words_of_files_in_the_language_of_the_page(client: Client, small_site: SmallSite):
    words = {"description": "一个展柜", "credit": "摄影师", "title": "展柜"}
    image = ImageFactory(title="Case", description="A case", credit="Photographer", translations={"zh-hans": words})
    plain = ImageFactory(title="Untold", description="A map")
    document = DocumentFactory(title="Report", translations={"zh-hans": {"title": "报告"}})
    post = translate(BlogPageFactory(parent=small_site.blog), "zh-hans", slug="post", teaser_image=image)
    body(
        post,
        ("image", {"image": {"image": image.pk, "decorative": False, "alt_text": ""}, "caption": "", "credit": ""}),
        ("image", {"image": {"image": plain.pk, "decorative": False, "alt_text": "这里"}, "caption": "", "credit": ""}),
        ("image", {"image": {"image": plain.pk, "decorative": True, "alt_text": "x"}, "caption": "", "credit": ""}),
        ("document", {"document": document.pk, "label": ""}),
        ("document", {"document": document.pk, "label": "年度"}),
    )

    shown = client.get(post.url).content.decode()

    for words_shown in ('alt="一个展柜"', 'alt="这里"', "摄影师", ">报告</a>", ">年度</a>"):
        assert words_shown in shown
    for not_shown in ("A case", "Photographer", "Report", 'alt="A map"', 'alt="Untold"', 'alt="x"'):
        assert not_shown not in shown
