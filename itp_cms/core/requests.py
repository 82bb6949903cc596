"""How requests are read."""

from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_header_parameters


class QueryInUTF8:
    """A request whose query and body are read as UTF-8, whatever charset its `Content-Type` names.

    By that, Django decodes the query too: two requests for one address would ask for different things, of which a
    cache can know nothing; and a charset that is none of text, such as `hex`, is an error outside of all middleware.
    """

    content_type: str | None
    content_params: dict[str, str] | None

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
