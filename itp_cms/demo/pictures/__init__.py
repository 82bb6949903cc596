"""Pictures drawn for the demo site: illustrations of a motif in a palette, the same in every run."""

import io
from collections.abc import Callable

from itp_cms.demo.pictures import buildings, figures, objects, patterns, scenery
from itp_cms.demo.pictures.canvas import Canvas
from itp_cms.demo.pictures.figures import HAIR, SKIN
from itp_cms.demo.pictures.palettes import PALETTES

__all__ = ["HAIR", "MOTIFS", "PALETTES", "SKIN", "draw"]

MOTIFS: dict[str, Callable[[Canvas], None]] = {
    "vase": objects.vase,
    "column": buildings.column,
    "coins": patterns.coins,
    "textile": patterns.textile,
    "mask": objects.mask,
    "sphinx": scenery.sphinx,
    "hills": scenery.hills,
    "river": scenery.river,
    "city": scenery.city,
    "museum": buildings.museum,
    "people": figures.people,
    "portrait": figures.portrait,
    "book": objects.book,
    "stars": scenery.stars,
    "tiles": patterns.tiles,
    "dunes": scenery.dunes,
    "bridge": scenery.bridge,
    "lantern": objects.lantern,
}


def draw(seed: str, motif: str, palette: str, size: tuple[int, int], hair: str = "", skin: str = "") -> bytes:
    """A JPEG. Pictures of the same motif and palette differ by their seed; `hair` and `skin` are a portrait's."""
    canvas = Canvas(size, PALETTES[palette], seed)
    if motif == "portrait":
        figures.portrait(canvas, hair, skin)
    else:
        MOTIFS[motif](canvas)
    file = io.BytesIO()
    canvas.finished().save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()
