"""The colours of the pictures: a sky or ground from light to dark, and five tones of the things before it."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second colour, the rest of the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Palette:
    """`tones` run from dark to light; `accent` is the one colour that stands out."""

    top: Colour
    bottom: Colour
    tones: tuple[Colour, Colour, Colour, Colour, Colour]
    accent: Colour

    @property
    def is_night(self) -> bool:
        return sum(self.top) < 330

    @property
    def sun(self) -> Colour:
        """The accent where it is warm, else a tone that shows before the sky."""
        red, _green, blue = self.accent
        return self.tones[4] if self.is_night else self.accent if red > blue else self.tones[3]

    def tone(self, share: float) -> Colour:
        """A tone between the darkest (0) and the lightest (1)."""
        place = min(max(share, 0), 1) * (len(self.tones) - 1)
        number = min(int(place), len(self.tones) - 2)
        return mix(self.tones[number], self.tones[number + 1], place - number)


def palette(top: str, bottom: str, tones: str, accent: str) -> Palette:
    first, second, third, fourth, fifth = map(rgb, tones.split())
    return Palette(rgb(top), rgb(bottom), (first, second, third, fourth, fifth), rgb(accent))


PALETTES = {
    "terracotta": palette("f6dcc4", "eda983", "4a1f17 843521 b8512f dd8557 f7e3cf", "2f6f73"),
    "indigo": palette("141d47", "5468a8", "0d1432 24306b 4a5ea3 92a4d8 e6ecfa", "f2b84b"),
    "sand": palette("f7ecd2", "e6c796", "4d3719 80602f b08c50 d6b981 f8efd9", "3c6e82"),
    "jade": palette("dcefe4", "93c6ae", "10362c 1f5c4a 3d8a6d 7fb898 e9f5ec", "d9a441"),
    "ink": palette("f1efea", "c9c6bf", "16171b 3a3c42 6b6d73 a5a6a8 f5f3ee", "b8433a"),
    "rose": palette("fbe3e1", "eda7ad", "4b1226 861f40 bd4465 e28a9b fbe7e6", "2f5d62"),
    "sea": palette("d6f0f1", "7cc3cd", "0b3346 14586f 2a8a9e 74bfc6 e9f8f7", "f08a4b"),
    "olive": palette("eef0d6", "bfc58c", "2b3013 4c5524 79833f abb36f f2f3df", "b5532f"),
    "dusk": palette("3a2a5c", "e0889a", "1e1538 4b2f6b 8a4f8d cf8aa6 f8e0e4", "f6b65a"),
    "saffron": palette("fdeec3", "f5b94f", "5a2c0c 95520f cf8316 efb445 fdf3d5", "1f6668"),
}
