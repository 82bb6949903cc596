"""Where uploaded files lie: on disk or in an S3 bucket, with the same two kinds of address for either.

`url(name)` is the file's lasting address on this site, under `MEDIA_URL`; the view behind it
(itp_cms.core.views.media) answers with the file while it is public. `signed_url(name)` opens one that is not, for a
short time. A bucket is therefore never open to the public itself, and a file that becomes private is so at once.
"""

import posixpath
import re
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.signing import BadSignature, Signer
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

PRIVATE_FILES = "private/"
"""What is stored below has no address at all: views that ask for permission open it (files sent with forms)."""

_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~-][A-Za-z0-9_.~/-]*")
"""Names that stand in an address as they are: nearly all, and quoting takes longer than to see it."""

_signer = Signer(salt="itp_cms.core.storage")


def lasting_address(name: str) -> str:
    """The path of a file on this site."""
    quoted = name if _AS_IT_IS.fullmatch(name) else filepath_to_uri(name.lstrip("/"))
    return f"{settings.MEDIA_URL}{quoted}"


def has_no_address(name: str) -> bool:
    """Whether a file is one of `PRIVATE_FILES`, however its name is written."""
    return posixpath.normpath(name.lstrip("/")).startswith(PRIVATE_FILES)


def signed_url(name: str, seconds: int | None = None) -> str:
    """An address that opens the file for so many seconds, `SIGNED_MEDIA_SECONDS` unless told, whoever asks."""
    seconds = settings.SIGNED_MEDIA_SECONDS if seconds is None else seconds
    return default_storage.signed_url(name, seconds)  # type: ignore[attr-defined]  # both storages below have it


def opens(name: str, parameters: Mapping[str, str]) -> bool:
    """Whether the query parameters of a request are those of a signed address of this file, still in time."""
    expires = parameters.get("expires", "")
    try:
        _signer.unsign(f"{name}:{expires}:{parameters.get('signature', '')}")
    except BadSignature:
        return False
    return int(expires) > time.time()


class LocalMediaStorage(FileSystemStorage):
    """Files in `MEDIA_ROOT`; signed addresses are opened by the media view."""

    def url(self, name: str | None) -> str:
        return lasting_address(name or "")

    def signed_url(self, name: str, seconds: int) -> str:
        expires = int(time.time()) + seconds
        signature = _signer.signature(f"{name}:{expires}")
        return f"{lasting_address(name)}?{urlencode({'expires': expires, 'signature': signature})}"


class S3MediaStorage(S3Storage):
    """Files in a bucket; signed addresses are the bucket's own, so that it, not this site, sends the bytes."""

    file_overwrite = False
    signature_version = "s3v4"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # botocore asks for checksums that many servers other than Amazon's do not know.
        lenient = Config(request_checksum_calculation="when_required", response_checksum_validation="when_required")
        bounded = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3})
        self.client_config: Config = self.client_config.merge(lenient).merge(bounded)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return lasting_address(name)

    def signed_url(self, name: str, seconds: int) -> str:
        return super().url(name, expire=seconds)

    def get_modified_time(self, name: str) -> datetime:
        try:
            return super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise
