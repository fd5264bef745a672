"""A sheet to draw on: flat shapes in the colours of the campaign, with smooth edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]

NAVY: Colour = (12, 28, 54)
INK: Colour = (24, 50, 92)
BLUE: Colour = (58, 98, 158)
HAZE: Colour = (132, 164, 200)
SKY: Colour = (217, 234, 241)
TEAL: Colour = (28, 152, 146)
MINT: Colour = (158, 214, 206)
SUN: Colour = (255, 200, 61)
AMBER: Colour = (232, 150, 44)
CREAM: Colour = (255, 245, 224)
SAND: Colour = (238, 215, 176)
WOOD: Colour = (188, 130, 80)
BARK: Colour = (136, 90, 56)
CORAL: Colour = (232, 104, 84)
WHITE: Colour = (255, 255, 255)

FINER = 3  # drawn this many times larger, then made small: that is what smooths the edges


class Canvas:
    """A picture in the making; every measure is in pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * FINER, height * FINER), WHITE)
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def sky(self, top: Colour, bottom: Colour, to: float | None = None) -> None:
        """Fill the sheet from its top down to ``to`` with a gradient."""
        end = self.height if to is None else to
        for row in range(round(end * FINER)):
            part = row / (end * FINER)
            shade = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
            self._pen.line([(0, row), (self.width * FINER, row)], fill=shade)

    def rect(
        self,
        box: tuple[float, float, float, float],
        fill: Colour,
        *,
        r: float = 0,
        alpha: int = 255,
    ) -> None:
        """Draw a box of left, top, width, height with corners of radius ``r``."""
        x, y, w, h = (n * FINER for n in box)
        self._pen.rounded_rectangle((x, y, x + w, y + h), r * FINER, fill=(*fill, alpha))

    def oval(
        self, cx: float, cy: float, rx: float, ry: float, fill: Colour, *, alpha: int = 255
    ) -> None:
        """Draw an ellipse around its centre."""
        box = [n * FINER for n in (cx - rx, cy - ry, cx + rx, cy + ry)]
        self._pen.ellipse(box, fill=(*fill, alpha))

    def disc(self, cx: float, cy: float, r: float, fill: Colour, *, alpha: int = 255) -> None:
        """Draw a filled circle."""
        self.oval(cx, cy, r, r, fill, alpha=alpha)

    def ring(self, cx: float, cy: float, r: float, fill: Colour, width: float) -> None:
        """Draw a circle's outline; ``r`` is its outer radius."""
        box = [n * FINER for n in (cx - r, cy - r, cx + r, cy + r)]
        self._pen.ellipse(box, outline=fill, width=round(width * FINER))

    def wedge(
        self, cx: float, cy: float, r: float, turn: tuple[float, float], fill: Colour
    ) -> None:
        """Draw a slice of a disc between two angles (degrees, clockwise from the right)."""
        box = [n * FINER for n in (cx - r, cy - r, cx + r, cy + r)]
        self._pen.pieslice(box, *turn, fill=fill)

    def shape(self, points: Points, fill: Colour, *, soft: float = 0, alpha: int = 255) -> None:
        """Draw a polygon; ``soft`` rounds its corners outwards by that much."""
        self._pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=(*fill, alpha))
        if soft:
            self.stroke([*points, points[0]], fill, soft * 2)

    def stroke(self, points: Points, fill: Colour, width: float) -> None:
        """Draw a line through the points with round ends and bends."""
        scaled = [(x * FINER, y * FINER) for x, y in points]
        self._pen.line(scaled, fill=fill, width=round(width * FINER))
        for x, y in points:
            self.disc(x, y, width / 2, fill)

    def curve(
        self,
        start: tuple[float, float],
        bend: tuple[float, float],
        end: tuple[float, float],
        fill: Colour,
        width: float,
    ) -> None:
        """Draw a line from start to end, pulled towards ``bend``."""
        self.stroke(arc(start, bend, end), fill, width)

    def glow(self, cx: float, cy: float, r: float, fill: Colour, strength: float = 0.6) -> None:
        """Lay soft light around a point."""
        small = 4  # the light is blurred anyway, so it is worked out on a coarse sheet
        size = (self.width * FINER // small, self.height * FINER // small)
        mask = Image.new("L", size, 0)
        unit = FINER / small
        box = [n * unit for n in (cx - r / 2, cy - r / 2, cx + r / 2, cy + r / 2)]
        ImageDraw.Draw(mask).ellipse(box, fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(r * unit / 3)).resize(self._image.size)
        self._image.paste(fill, (0, 0), mask)

    def place(self, other: Canvas, x: float, y: float) -> None:
        """Lay another sheet on this one, its left upper corner at ``x``, ``y``."""
        self._image.paste(other._image, (round(x * FINER), round(y * FINER)))

    def save(self, path: Path) -> None:
        """Write the finished picture; JPEG for every network, Instagram included."""
        done = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        done.save(path, quality=90, subsampling=0, optimize=True)


def arc(
    start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return points along a quadratic Bézier curve."""
    steps = 28
    found = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        found.append(
            (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])
        )
    return found


def polar(cx: float, cy: float, r: float, degrees: float) -> tuple[float, float]:
    """Return the point at a distance and an angle (clockwise from twelve o'clock)."""
    turn = math.radians(degrees - 90)
    return cx + r * math.cos(turn), cy + r * math.sin(turn)
