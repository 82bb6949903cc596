"""Photographs without where they were taken: a camera's position can be somebody's home, and originals are public.

The position is overwritten in place, so that not a pixel changes and no other field is lost; libraries that know all of
these formats would encode the picture anew. Covers EXIF in JPEG, PNG, WebP, AVIF and HEIC, and XMP in all but PNG.
"""

import re
import struct
import zlib
from collections.abc import Iterator

# How EXIF begins (the header of a TIFF file, whose first directory follows at once), whatever it is wrapped in.
_EXIF = re.compile(rb"II\*\x00\x08\x00\x00\x00|MM\x00\*\x00\x00\x00\x08")
_GPS_DIRECTORY = 0x8825
_ENTRY_LENGTH = 12
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""Bytes of a value by the number of its type (TIFF 6.0, page 15)."""

_XMP_POSITION = re.compile(rb"(exif:GPS\w+(?:=[\"']|>))([^\"'<]*)")
_PNG = b"\x89PNG"


def without_location(content: bytes) -> bytes:
    """The picture's file without a position; the same bytes where it names none or is not understood."""
    changed = bytearray(content)
    for found in _EXIF.finditer(content):
        order = "<" if found[0].startswith(b"II") else ">"
        try:
            _Directories(changed, found.start(), order).clear_gps()
        except (struct.error, IndexError):  # no EXIF, or a broken one
            continue
        _mend_checksum(changed, found.start())
    if not content.startswith(_PNG):
        changed[:] = _XMP_POSITION.sub(lambda match: match[1] + b" " * len(match[2]), bytes(changed))
    return bytes(changed)


class _Directories:
    """The directories of EXIF that begins at `start` of a file; offsets within it count from there."""

    def __init__(self, content: bytearray, start: int, order: str) -> None:
        self.content = content
        self.start = start
        self.order = order

    def clear_gps(self) -> None:
        for entry in self._entries(8):
            tag, _kind, _count, offset = self._read("HHII", entry)
            if tag == _GPS_DIRECTORY:
                self._clear(offset)
                return

    def _clear(self, directory: int) -> None:
        entries = list(self._entries(directory))
        for entry in entries:
            _tag, kind, count, offset = self._read("HHII", entry)
            length = _SIZES.get(kind, 1) * count
            if length > 4:  # else the value stands in the entry itself
                self._blank(offset, length)
        self._blank(directory, 2 + _ENTRY_LENGTH * len(entries))

    def _entries(self, directory: int) -> Iterator[int]:
        (number,) = self._read("H", directory)
        return (directory + 2 + _ENTRY_LENGTH * place for place in range(number))

    def _read(self, kinds: str, offset: int) -> tuple[int, ...]:
        return struct.unpack_from(self.order + kinds, self.content, self.start + offset)

    def _blank(self, offset: int, length: int) -> None:
        first, last = self.start + offset, self.start + offset + length
        if last > len(self.content):
            raise IndexError(last)
        self.content[first:last] = bytes(length)


def _mend_checksum(content: bytearray, start: int) -> None:
    """Of a PNG's EXIF chunk, whose data begins there."""
    if content[start - 4 : start] == b"eXIf":
        (length,) = struct.unpack_from(">I", content, start - 8)
        struct.pack_into(">I", content, start + length, zlib.crc32(content[start - 4 : start + length]))
