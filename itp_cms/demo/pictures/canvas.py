"""A picture being drawn: twice as large as asked for, so that its edges come out smooth."""

import math
import random
from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from itp_cms.demo.pictures.palettes import Colour, Palette

Point = tuple[float, float]

FINER = 2


class Canvas:
    """Lengths and places are shares of the shorter side; the origin is the top left corner.

    `right` and `bottom` are where the picture ends. All that looks random follows from the seed.
    """

    def __init__(self, size: tuple[int, int], palette: Palette, seed: str) -> None:
        self.size = size
        self.palette = palette
        self.random = random.Random(seed)  # noqa: S311  nothing secret
        self._unit = min(size) * FINER
        self._pixels = (size[0] * FINER, size[1] * FINER)
        self.right, self.bottom = (length / self._unit for length in self._pixels)
        self.image = Image.new("RGB", self._pixels)

    def ground(self, top: Colour, bottom: Colour) -> None:
        """Fill the picture with a gradient."""
        self.image.paste(_gradient(self._pixels, top, bottom))

    def polygon(self, points: Iterable[Point], colour: Colour, mask: Image.Image | None = None) -> None:
        """A filled shape, within a mask where one is given."""
        if mask is None:
            ImageDraw.Draw(self.image).polygon([self._pixel(point) for point in points], fill=colour)
        else:
            self.image.paste(colour, mask=ImageChops.multiply(mask, self.mask(points)))

    def rectangle(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def ellipse(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """By its centre and radii."""
        box = [self._pixel((x - width, y - height)), self._pixel((x + width, y + height))]
        ImageDraw.Draw(self.image).ellipse([*box[0], *box[1]], fill=colour)

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.ellipse(x, y, radius, radius, colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        box = [self._pixel((x - radius, y - radius)), self._pixel((x + radius, y + radius))]
        ImageDraw.Draw(self.image).ellipse([*box[0], *box[1]], outline=colour, width=self._length(width))

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """With round ends and corners."""
        pixels = [self._pixel(point) for point in points]
        draw = ImageDraw.Draw(self.image)
        draw.line(pixels, fill=colour, width=self._length(width), joint="curve")
        radius = width / 2
        for x, y in (points[0], points[-1]):
            self.circle(x, y, radius, colour)

    def mask(self, points: Iterable[Point]) -> Image.Image:
        """The shape as a mask of the picture's size."""
        mask = Image.new("L", self._pixels)
        ImageDraw.Draw(mask).polygon([self._pixel(point) for point in points], fill=255)
        return mask

    def shade(self, mask: Image.Image, start: float, end: float, strength: float = 0.35) -> None:
        """Darken what is in the mask from nothing at `start` to `strength` at `end`, from left to right."""
        box = mask.getbbox()
        if box is None:
            return
        span = (end - start) * self._unit
        shares = (min(max((x - start * self._unit) / span, 0), 1) for x in range(box[0], box[2]))
        row = Image.new("L", (box[2] - box[0], 1))
        row.putdata([round(255 * strength * share**1.5) for share in shares])
        dark = ImageChops.multiply(mask.crop(box), row.resize((box[2] - box[0], box[3] - box[1])))
        self.image.paste(self.palette.tones[0], box, dark)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.8) -> None:
        """Light that fades from the centre outwards."""
        length = self._length(radius * 2)
        light = ImageChops.invert(Image.radial_gradient("L")).point(lambda v: round(max(v - 75, 0) * 1.41 * strength))
        left, top = self._pixel((x - radius, y - radius))
        self.image.paste(colour, (left, top, left + length, top + length), light.resize((length, length)))

    def shadow(self, x: float, y: float, width: float, height: float, strength: float = 0.35) -> None:
        """A soft ellipse on the ground."""
        unit, around = self._unit / 8, 2 * height
        small = Image.new("L", (round(2 * (width + around) * unit), round(2 * (height + around) * unit)))
        inset = around * unit
        box = (inset, inset, small.width - inset, small.height - inset)
        ImageDraw.Draw(small).ellipse(box, fill=round(255 * strength))
        soft = small.filter(ImageFilter.GaussianBlur(height * unit / 2))
        soft = soft.resize((small.width * 8, small.height * 8), Image.Resampling.BILINEAR)
        corner = self._pixel((x - width - around, y - height - around))
        self.image.paste(self.palette.tones[0], corner, soft)

    def finished(self) -> Image.Image:
        """The picture in its size, with the unevenness of paper and a little less light at its corners."""
        image = self.image.reduce(FINER)
        cells = (self.size[0] // 40, self.size[1] // 40)
        cloud = Image.new("L", cells)
        cloud.putdata([self.random.randrange(11) for _ in range(cells[0] * cells[1])])
        image.paste((255, 255, 255), mask=cloud.resize(self.size, Image.Resampling.BICUBIC))
        corners = Image.radial_gradient("L").point(lambda v: max(v - 150, 0) // 4)
        image.paste(self.palette.tones[0], mask=corners.resize(self.size, Image.Resampling.BILINEAR))
        return image

    def _pixel(self, point: Point) -> tuple[int, int]:
        return round(point[0] * self._unit), round(point[1] * self._unit)

    def _length(self, length: float) -> int:
        return max(round(length * self._unit), 1)


def smooth(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """A curve through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append(
                (_spline(before[0], start[0], end[0], after[0], t), _spline(before[1], start[1], end[1], after[1], t))
            )
    return [*curve, points[-1]]


def mirrored(points: Sequence[Point], x: float) -> list[Point]:
    """The outline of a symmetrical shape, given the right half from top to bottom as distances from `x`."""
    return [(x + away, y) for away, y in points] + [(x - away, y) for away, y in reversed(points)]


def arc(x: float, y: float, width: float, height: float, start: float, end: float, steps: int = 48) -> list[Point]:
    """Points of an ellipse's edge between two angles in degrees, clockwise from the right."""
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + width * math.cos(angle), y + height * math.sin(angle)) for angle in angles]


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)
