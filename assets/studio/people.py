"""Figures: plain, without faces, of many kinds."""

from __future__ import annotations

from dataclasses import dataclass

from studio.canvas import BARK, INK, MINT, NAVY, SUN, WHITE, Canvas, Colour, arc

FAIR: Colour = (250, 208, 174)
OLIVE: Colour = (222, 170, 124)
BROWN: Colour = (168, 112, 72)
DEEP: Colour = (108, 70, 46)
BLACK_HAIR: Colour = (36, 30, 38)
GREY_HAIR: Colour = (196, 200, 206)
GINGER: Colour = (188, 92, 44)


@dataclass(frozen=True)
class Look:
    """How a figure is dressed."""

    skin: Colour = FAIR
    hair: Colour = BARK
    top: Colour = INK
    legs: Colour = NAVY
    style: str = "short"  # short | long | bun | scarf | bald
    hat: bool = False
    vest: bool = False
    headset: bool = False
    coat: bool = False  # an open white coat over the top


@dataclass(frozen=True)
class Pose:
    """Where the hands are, from the middle of the shoulders, for a figure 400 high."""

    left: tuple[float, float] = (-66, 130)
    right: tuple[float, float] = (66, 130)
    stride: float = 0


def person(c: Canvas, x: float, ground: float, height: float, look: Look, pose: Pose) -> None:
    """Draw a standing figure whose feet are at ``x``, ``ground``."""
    s = height / 400
    shoulder = ground - 318 * s
    for side in (-1, 1):
        foot = x + side * (24 + pose.stride) * s
        c.stroke(
            [(x + side * 19 * s, ground - 185 * s), (foot, ground - 14 * s)], look.legs, 34 * s
        )
        c.rect((foot - 19 * s, ground - 17 * s, 42 * s, 18 * s), NAVY, r=8 * s)
    if look.style == "long":
        c.rect((x - 40 * s, ground - 380 * s, 80 * s, 78 * s), look.hair, r=26 * s)
    _arm(c, (x - 46 * s, shoulder), (x + pose.left[0] * s, shoulder + pose.left[1] * s), s, look)
    _arm(c, (x + 46 * s, shoulder), (x + pose.right[0] * s, shoulder + pose.right[1] * s), s, look)
    torso(c, x, shoulder, s, look)
    head(c, x, ground - 366 * s, s, look)


def torso(c: Canvas, x: float, y: float, s: float, look: Look) -> None:
    """Draw the body from the shoulders at ``y`` down."""
    body = [(x - 42 * s, y), (x + 42 * s, y), (x + 32 * s, y + 142 * s), (x - 32 * s, y + 142 * s)]
    c.shape(body, look.top, soft=14 * s)
    if look.coat:
        c.shape([(x - 15 * s, y - 14 * s), (x + 15 * s, y - 14 * s), (x, y + 60 * s)], MINT)
        c.rect((x - 2 * s, y + 50 * s, 4 * s, 106 * s), (214, 222, 228))
        c.rect((x + 14 * s, y + 86 * s, 24 * s, 5 * s), (214, 222, 228), r=2 * s)
    if look.vest:
        c.shape(body, SUN, soft=13 * s)
        c.rect((x - 49 * s, y + 66 * s, 98 * s, 17 * s), WHITE)
        for side in (-1, 1):
            c.rect((x + side * 27 * s - 7 * s, y - 13 * s, 14 * s, 80 * s), WHITE)
        c.rect((x - 2 * s, y - 12 * s, 4 * s, 166 * s), (214, 160, 40))


def head(c: Canvas, x: float, y: float, s: float, look: Look) -> None:
    """Draw neck, head, hair and hat around the middle of the head."""
    c.rect((x - 13 * s, y + 12 * s, 26 * s, 42 * s), _darker(look.skin), r=12 * s)
    if look.style == "scarf":
        c.oval(x, y + 2 * s, 42 * s, 46 * s, look.hair)
        c.shape(
            [(x - 36 * s, y + 20 * s), (x + 36 * s, y + 20 * s), (x, y + 66 * s)],
            look.hair,
            soft=8 * s,
        )
        c.oval(x, y + 3 * s, 27 * s, 32 * s, look.skin)
    else:
        c.oval(x, y, 33 * s, 37 * s, look.skin)
    if look.style in {"short", "long", "bun"}:
        c.shape(
            [
                *arc((x - 36 * s, y - 2 * s), (x - 36 * s, y - 46 * s), (x, y - 43 * s)),
                *arc((x, y - 43 * s), (x + 38 * s, y - 46 * s), (x + 36 * s, y - 2 * s)),
                *arc((x + 36 * s, y - 2 * s), (x + 22 * s, y - 22 * s), (x - 10 * s, y - 18 * s)),
                *arc((x - 10 * s, y - 18 * s), (x - 28 * s, y - 16 * s), (x - 36 * s, y - 2 * s)),
            ],
            look.hair,
        )
    if look.style == "bun":
        c.disc(x, y - 48 * s, 17 * s, look.hair)
    if look.hat:
        _cap(c, x, y, s)
    if look.headset:
        c.curve((x - 34 * s, y), (x, y - 92 * s), (x + 34 * s, y), NAVY, 7 * s)
        for side in (-1, 1):
            c.rect((x + side * 35 * s - 8 * s, y - 13 * s, 16 * s, 30 * s), SUN, r=7 * s)
        c.curve(
            (x + 35 * s, y + 14 * s),
            (x + 34 * s, y + 34 * s),
            (x + 11 * s, y + 27 * s),
            NAVY,
            5 * s,
        )


def _cap(c: Canvas, x: float, y: float, s: float) -> None:
    c.shape(
        [
            (x - 38 * s, y - 36 * s),
            (x - 22 * s, y - 48 * s),
            (x + 22 * s, y - 48 * s),
            (x + 38 * s, y - 36 * s),
            (x + 31 * s, y - 24 * s),
            (x - 31 * s, y - 24 * s),
        ],
        (6, 16, 36),
        soft=4 * s,
    )
    c.rect((x - 34 * s, y - 28 * s, 68 * s, 12 * s), WHITE)
    for n in range(8):
        c.rect((x - 34 * s + n * 8.5 * s, y - 28 * s + (n % 2) * 6 * s, 8.5 * s, 6 * s), INK)
    c.oval(x, y - 14 * s, 33 * s, 6 * s, (6, 16, 36))


def _arm(
    c: Canvas, shoulder: tuple[float, float], hand: tuple[float, float], s: float, look: Look
) -> None:
    outwards = 1 if hand[0] >= shoulder[0] else -1
    bend = ((shoulder[0] + hand[0]) / 2 + outwards * 22 * s, (shoulder[1] + hand[1]) / 2 + 14 * s)
    c.disc(hand[0], hand[1], 15 * s, look.skin)
    sleeve = arc(shoulder, bend, hand)[:-7]
    c.stroke(sleeve, SUN if look.vest and look.top == SUN else look.top, 30 * s)


def _darker(colour: Colour) -> Colour:
    red, green, blue = (round(part * 0.88) for part in colour)
    return red, green, blue
