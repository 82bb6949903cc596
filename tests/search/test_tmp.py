import time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import SmallSite, small_site
from tests.factories.blog import BlogPageFactory
from search import index
from wagtail.models import Page
from search.models import Entry
def test_it(small_site):
    posts=[BlogPageFactory(parent=small_site.blog, introduction="Museums of the world "*50) for _ in range(5)]
    Entry.objects.all().update(digest="")
    with CaptureQueriesContext(connection) as q:
        t=time.process_time(); index.update(Page,[posts[0].pk]); print("\nONE", time.process_time()-t, len(q))
    for x in q.captured_queries: print(x["sql"][:150])
    with CaptureQueriesContext(connection) as q:
        t=time.process_time(); index.update(Page,[p.pk for p in posts]); print("FIVE", time.process_time()-t, len(q))
    t=time.process_time(); [index.update(Page,[p.pk]) for p in posts]; print("unchanged", (time.process_time()-t)/5)
