"""People, without faces."""

from itp_cms.demo.pictures.canvas import Canvas, Point, mirrored, smooth
from itp_cms.demo.pictures.palettes import Colour, mix, rgb

HAIR = ("short", "bob", "long", "bun", "curls", "scarf")
SKIN = {
    "fair": rgb("f0c9a4"),
    "light": rgb("e6b48c"),
    "tan": rgb("d9a57a"),
    "brown": rgb("b07a52"),
    "dark": rgb("7a4b31"),
}
HAIR_COLOURS = [rgb(code) for code in ("1c1715", "2b201b", "3d2b20", "5b4030", "8d8580")]


def portrait(canvas: Canvas, hair: str = "", skin: str = "") -> None:
    palette = canvas.palette
    canvas.ground(palette.top, palette.bottom)
    middle = canvas.right / 2
    if canvas.random.random() < 0.5:
        for number in range(12):
            x = canvas.right * number / 12
            canvas.rectangle(x, 0, x + canvas.right / 24, canvas.bottom, mix(palette.bottom, palette.top, 0.6))
    canvas.circle(middle, canvas.bottom * 0.45, 0.4, mix(palette.bottom, palette.tones[4], 0.55))
    clothes = canvas.random.choice([palette.tones[1], palette.tones[2], palette.accent, palette.tones[0]])
    person(canvas, middle, canvas.bottom * 0.42, 0.17, clothes, hair or canvas.random.choice(HAIR), skin)


def people(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.top, palette.bottom)
    canvas.glow(canvas.right / 2, canvas.bottom * 0.35, 0.9, palette.tones[4], 0.7)
    colours = [palette.tones[1], palette.tones[2], palette.accent, palette.tones[0], palette.tones[3]]
    rows = (0.52, 0.66) if canvas.right > 1.2 else (0.4, 0.56, 0.72)
    for row, height in enumerate(rows):
        size = 0.075 + 0.018 * row
        count = round(canvas.right / (size * 3.1)) - row
        looks = canvas.random.sample(HAIR * 3, count)
        for number in range(count):
            x = canvas.right * (number + 0.5) / count + canvas.random.uniform(-0.015, 0.015)
            y = canvas.bottom * height + canvas.random.uniform(-0.035, 0.035)
            colour = colours[(number * 2 + row) % len(colours)]
            clothes = mix(colour, palette.bottom, 0.28) if row < len(rows) - 1 else colour
            person(canvas, x, y, size, clothes, looks[number])


def person(canvas: Canvas, x: float, y: float, size: float, clothes: Colour, look: str, tone: str = "") -> None:
    """Head and shoulders; `size` is half the width of the head, (x, y) its middle."""
    palette = canvas.palette
    skin = SKIN[tone or canvas.random.choice(list(SKIN))]
    hair = canvas.random.choice(HAIR_COLOURS)
    scarf = palette.accent if clothes != palette.accent else palette.tones[3]

    def at(points: list[Point]) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    def both(points: list[Point]) -> list[Point]:
        return mirrored([(px * size, y + py * size) for px, py in smooth(points)], x)

    if look in {"long", "bob"}:
        length = 2.1 if look == "long" else 1.25
        canvas.polygon(both([(0, -1.45), (0.8, -1.2), (1.18, -0.3), (1.22, length * 0.6), (0.95, length)]), hair)
    elif look == "curls":
        for px, py in [
            (0, -1.15),
            (0.62, -1.0),
            (-0.62, -1.0),
            (1.05, -0.45),
            (-1.05, -0.45),
            (1.12, 0.15),
            (-1.12, 0.15),
        ]:
            canvas.circle(*at([(px, py)])[0], 0.5 * size, hair)
    elif look == "bun":
        canvas.circle(*at([(0, -1.6)])[0], 0.45 * size, hair)
    shoulders = [(0.42, 1.0), (0.5, 1.5), (1.2, 1.72), (1.85, 2.1), (2.2, 2.8), (2.35, 3.8), (2.45, 6), (2.5, 9)]
    body = both(shoulders)
    canvas.polygon(body, clothes)
    canvas.shade(canvas.mask(body), x, x + size * 2.6, 0.3)
    neck = both([(0.42, 0.6), (0.42, 1.45), (0.2, 1.75), (0, 1.8)])
    canvas.polygon(neck, mix(skin, palette.tones[0], 0.18))
    face = both([(0, -1.22), (0.62, -1.02), (0.92, -0.35), (0.88, 0.3), (0.6, 0.92), (0.22, 1.16), (0, 1.18)])
    canvas.polygon(face, skin)
    canvas.shade(canvas.mask(face), x + size * 0.1, x + size, 0.22)
    if look == "scarf":
        _scarf(canvas, x, y, size, scarf)
        return
    top = both([(0, -1.42), (0.7, -1.22), (1.02, -0.5), (0.98, -0.02), (0.86, -0.36), (0.6, -0.72), (0, -0.8)])
    canvas.polygon(top, hair)
    collar = palette.tones[4] if clothes != palette.tones[4] else palette.tones[1]
    canvas.line(at([(-0.56, 1.5), (0, 2.05), (0.56, 1.5)]), 0.13 * size, collar)
    if canvas.random.random() < 0.3:
        frame = mix(palette.tones[0], hair, 0.5)
        for side in (-1, 1):
            canvas.ring(*at([(side * 0.42, -0.08)])[0], 0.29 * size, 0.055 * size, frame)
        canvas.line(at([(-0.13, -0.1), (0.13, -0.1)]), 0.05 * size, frame)


def _scarf(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """A headscarf around the face and over the shoulders."""

    def both(points: list[Point]) -> list[Point]:
        return mirrored([(px * size, y + py * size) for px, py in smooth(points)], x)

    outer = both([(0, -1.5), (0.78, -1.3), (1.2, -0.5), (1.16, 0.5), (1.1, 1.2), (1.5, 1.9), (1.2, 2.5), (0, 2.75)])
    inner = both([(0, -0.92), (0.5, -0.78), (0.76, -0.2), (0.7, 0.4), (0.46, 0.92), (0, 1.12)])
    mask = canvas.mask(outer)
    hole = canvas.mask(inner)
    mask.paste(0, mask=hole)
    canvas.image.paste(colour, mask=mask)
    canvas.shade(mask, x, x + size * 1.6, 0.35)
    fold = mix(colour, canvas.palette.tones[0], 0.3)
    for start, end in (((-0.7, 1.15), (0.5, 2.1)), ((-0.9, 1.5), (0.1, 2.3))):
        canvas.line([(x + px * size, y + py * size) for px, py in (start, end)], 0.04 * size, fold)
