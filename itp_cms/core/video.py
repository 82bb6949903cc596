"""Films by provider and id."""

import re
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PROVIDERS = [
    ("youtube", "YouTube"),
    ("vimeo", "Vimeo"),
    ("bilibili", "bilibili"),
    ("tencent", _("Tencent Video")),
    ("youku", _("Youku")),
]

# What an address's path looks like at each provider; the group is the id.
_PATHS = [
    ("youtube", r"(?:^|\.)youtu\.be$", r"^/([\w-]+)"),
    ("youtube", r"(?:^|\.)youtube(?:-nocookie)?\.com$", r"^/(?:embed|shorts|live)/([\w-]+)"),
    ("vimeo", r"(?:^|\.)vimeo\.com$", r"^/(?:video/|channels/[^/]+/)?(\d+)"),
    ("bilibili", r"(?:^|\.)bilibili\.com$", r"^/video/(\w+)"),
    ("tencent", r"(?:^|\.)v\.qq\.com$", r"/(\w+)\.html$"),
    ("youku", r"(?:^|\.)v\.youku\.com$", r"^/v_show/id_([\w=]+?)(?:\.html)?$"),
]
_ID = re.compile(r"^[\w=-]{1,100}$")


class UnknownAddress(ValueError):
    """An address that names no film of a known provider; the message is for the editor."""


def parse_video(provider: str, text: str) -> tuple[str, str]:
    """The (provider, id) of what an editor typed: an address of a film, or an id at the chosen provider.

    Raises `UnknownAddress` where the text is neither.
    """
    text = text.strip()
    if "/" not in text:
        if not _ID.match(text):
            raise UnknownAddress(gettext("“%s” is no id of a film: it has characters no provider uses.") % text)
        return provider, text
    address = urlsplit(text if "://" in text else f"https://{text}")
    host = (address.hostname or "").lower()
    if re.search(r"(?:^|\.)youtube\.com$", host) and (ids := parse_qs(address.query).get("v")) and _ID.match(ids[0]):
        return "youtube", ids[0]
    for name, hosts, path in _PATHS:
        if re.search(hosts, host) and (found := re.search(path, address.path)):
            return name, found[1]
    raise UnknownAddress(
        gettext("“%(address)s” is no address of a film at %(providers)s.")
        % {"address": text, "providers": ", ".join(str(label) for _name, label in PROVIDERS)}
    )
