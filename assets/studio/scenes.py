"""Pictures of people who see something happen, and help."""

from __future__ import annotations

import math

from studio.canvas import (
    AMBER,
    BARK,
    BLUE,
    CORAL,
    CREAM,
    HAZE,
    INK,
    MINT,
    NAVY,
    SAND,
    SKY,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
    Colour,
)
from studio.people import (
    BLACK_HAIR,
    BROWN,
    DEEP,
    FAIR,
    GINGER,
    OLIVE,
    Look,
    Pose,
    head,
    person,
    torso,
)
from studio.things import (
    bubble,
    heart,
    house,
    lamp,
    mug,
    pane,
    phone,
    pot,
    stars,
    tree,
)


def safe_distance(c: Canvas) -> None:
    """Two people with a clear gap between them."""
    c.sky(NAVY, (40, 74, 124))
    stars(c, 260)
    for x, w, h in ((0, 170, 260), (180, 130, 200), (900, 150, 230), (1060, 140, 300)):
        c.rect((x, 540 - h, w, h), (20, 40, 76))
        for n in range(6):
            c.rect(
                (x + 18 + (n % 3) * 42, 560 - h + (n // 3) * 70, 20, 30),
                SUN if (n * 7 + x) % 4 == 0 else INK,
            )
    c.rect((0, 540, c.width, 135), (52, 72, 108))
    c.rect((0, 540, c.width, 8), HAZE)
    lamp(c, 600, 560, 400, lit=True)
    for x in (250, 950):
        c.oval(x, 632, 90, 12, NAVY, alpha=120)
    for n in range(16):
        c.rect((352 + n * 31.5, 627, 18, 8), SUN, r=4)
    for x, side in ((352, 1), (850, -1)):
        c.shape([(x, 631), (x + side * 22, 615), (x + side * 22, 647)], SUN, soft=2)
    person(c, 250, 632, 400, Look(BROWN, BLACK_HAIR, TEAL, INK), Pose((-66, 128), (112, 34)))
    person(c, 950, 632, 400, Look(FAIR, GINGER, CORAL, (40, 50, 80)), Pose((-58, 128), (64, 126)))
    bubble(c, 400, 196, 150, 96, WHITE, -64)
    for dx in (-34, 0, 34):
        c.disc(400 + dx, 196, 9, TEAL)


def notebook(c: Canvas) -> None:
    """A notebook, a pen and a mug, from above."""
    c.sky(WOOD, WOOD)
    for n in range(6):
        c.rect((0, 110 * n + 40, c.width, 3), BARK, alpha=90)
    for n in range(9):
        c.rect(((n * 317) % 1100, (n * 173) % 640, 130, 2), BARK, alpha=60)
    c.rect((318, 92, 640, 510), BARK, r=16, alpha=120)
    c.rect((304, 76, 640, 510), NAVY, r=18)
    c.rect((318, 90, 300, 482), CREAM, r=8)
    c.rect((630, 90, 300, 482), CREAM, r=8)
    c.shape([(618, 90), (630, 90), (630, 572), (618, 572)], SAND)
    for n in range(10):
        for x in (340, 654):
            c.rect((x, 138 + n * 42, 254, 2), HAZE, alpha=150)
    for n, words in enumerate(((44, 70, 52), (86, 40, 66), (58, 34), (40, 76, 60), (90,))):
        x = 346
        for wide in words:
            wave = [
                (x + k * 2, 131 + n * 42 - 7 * abs(math.sin(k * 0.62 + n)))
                for k in range(wide // 2)
            ]
            c.stroke(wave, INK, 3)
            x += wide + 18
    c.disc(704, 180, 34, CORAL, alpha=60)
    c.ring(704, 180, 34, CORAL, 4)
    c.stroke([(704, 160), (704, 180), (718, 190)], CORAL, 4)
    c.stroke([(800, 450), (880, 300)], NAVY, 24)
    c.stroke([(806, 440), (872, 315)], SUN, 18)
    c.shape([(794, 442), (815, 454), (788, 478)], NAVY, soft=2)
    c.oval(1056, 236, 120, 116, BARK, alpha=110)
    c.ring(1142, 200, 46, TEAL, 18)
    c.disc(1046, 220, 112, TEAL)
    c.disc(1046, 220, 96, WHITE)
    c.disc(1046, 220, 88, (150, 96, 58))
    c.curve((1000, 186), (1030, 150), (1080, 168), (176, 122, 80), 8)
    c.rect((70, 380, 150, 230), BARK, r=22, alpha=110)
    phone(c, 138, 484, 140, 220, INK)


def are_you_ok(c: Canvas) -> None:
    """Two people on a wall; one asks, one answers."""
    c.sky(SKY, CREAM)
    house(c, (60, 470, 190, 190), WHITE, BLUE)
    tree(c, 1050, 480, 1.7)
    c.rect((0, 470, c.width, 205), MINT)
    c.rect((0, 624, c.width, 51), HAZE)
    pair = (
        (480, Look(FAIR, BARK, CORAL, INK, "bun")),
        (740, Look(DEEP, BLACK_HAIR, SUN, NAVY, vest=True)),
    )
    c.rect((260, 480, 680, 164), SAND)
    for row in range(4):
        for n in range(9):
            left, right = (
                max(262, 262 + n * 80 - row % 2 * 40),
                min(938, 336 + n * 80 - row % 2 * 40),
            )
            if left < right:
                c.rect(
                    (left, 500 + row * 36, right - left, 31),
                    CORAL if (n + row) % 3 else (240, 134, 110),
                    r=3,
                )
    c.rect((248, 468, 694, 26), CREAM, r=8)
    for x, look in pair:
        for side in (-1, 1):
            knee = (x + side * 42, 506)
            c.stroke([knee, (x + side * 40, 578)], _shade(look.legs), 34)
            c.rect((x + side * 40 - 24, 574, 52, 22), BARK, r=10)
            c.stroke([(x + side * 24, 476), knee], look.legs, 50)
        torso(c, x, 322, 1.08, look)
        head(c, x, 268, 1.08, look)
    _arms(c, 480, pair[0][1], reach=112)
    _arms(c, 740, pair[1][1], reach=-20)
    bubble(c, 372, 142, 168, 124, WHITE, 62)
    c.curve((350, 126), (358, 88), (388, 110), TEAL, 13)
    c.curve((388, 110), (398, 134), (372, 148), TEAL, 13)
    c.disc(372, 174, 8, TEAL)
    bubble(c, 840, 152, 158, 116, NAVY, -56)
    heart(c, 840, 152, 32, CORAL)


def _shade(colour: Colour) -> Colour:
    red, green, blue = (round(part * 0.8) for part in colour)
    return red, green, blue


def _arms(c: Canvas, x: float, look: Look, reach: float) -> None:
    c.curve((x - 48, 332), (x - 78, 410), (x - 34, 458), look.top, 32)
    c.disc(x - 28, 462, 16, look.skin)
    c.curve((x + 48, 332), (x + 70, 400), (x + 44 + reach * 0.5, 440), look.top, 32)
    c.disc(x + 50 + reach * 0.5, 446, 16, look.skin)


def night_street(c: Canvas) -> None:
    """Friends walk home under the lamps."""
    c.sky(NAVY, (46, 70, 120))
    stars(c, 200)
    fronts = (
        (0, 210, 330, (34, 58, 104)),
        (210, 230, 270, (44, 70, 118)),
        (440, 220, 350, (34, 58, 104)),
        (660, 250, 290, (44, 70, 118)),
        (910, 290, 340, (34, 58, 104)),
    )
    for n, (x, w, h, wall) in enumerate(fronts):
        c.rect((x, 540 - h, w, h), wall)
        for col in range(3):
            c.rect(
                (x + 26 + col * (w - 70) / 2.4, 566 - h, 32, 46),
                SUN if (col + n) % 3 == 0 else NAVY,
                r=2,
            )
        c.rect((x + 18, 430, w - 36, 96), (255, 216, 120) if n % 2 == 0 else (24, 44, 82), r=4)
        for k in range(6):
            c.rect(
                (x + 18 + k * (w - 36) / 6, 400, (w - 36) / 6, 34),
                (CORAL, WHITE)[k % 2] if n % 2 == 0 else (TEAL, MINT)[k % 2],
                r=4,
            )
    c.rect((0, 536, c.width, 139), (60, 80, 116))
    c.rect((0, 536, c.width, 8), HAZE)
    lamp(c, 150, 560, 360, lit=True)
    lamp(c, 700, 560, 360, lit=True)
    for x in (300, 415, 530):
        c.oval(x, 642, 74, 11, NAVY, alpha=110)
    person(
        c, 300, 642, 384, Look(OLIVE, BLACK_HAIR, CORAL, INK, "long"), Pose((-60, 128), (60, 74))
    )
    person(
        c, 530, 642, 392, Look(DEEP, BLACK_HAIR, TEAL, (70, 84, 110)), Pose((-60, 74), (62, 128))
    )
    person(c, 415, 642, 400, Look(FAIR, GINGER, SUN, BLUE), Pose((-76, 70), (76, 70)))
    _taxi(c, 940, 628)


def _taxi(c: Canvas, x: float, ground: float) -> None:
    c.oval(x, ground + 8, 200, 12, NAVY, alpha=120)
    c.shape(
        [
            (x - 96, ground - 128),
            (x - 62, ground - 196),
            (x + 76, ground - 196),
            (x + 116, ground - 128),
        ],
        NAVY,
        soft=10,
    )
    c.shape(
        [
            (x - 78, ground - 132),
            (x - 52, ground - 184),
            (x + 2, ground - 184),
            (x + 2, ground - 132),
        ],
        SKY,
    )
    c.shape(
        [
            (x + 16, ground - 132),
            (x + 16, ground - 184),
            (x + 70, ground - 184),
            (x + 98, ground - 132),
        ],
        SKY,
    )
    c.rect((x - 180, ground - 134, 360, 110), NAVY, r=30)
    c.rect((x - 180, ground - 84, 360, 12), INK)
    c.glow(x + 10, ground - 222, 90, SUN, 0.8)
    c.rect((x - 28, ground - 236, 76, 30), SUN, r=10)
    c.oval(x - 172, ground - 96, 12, 17, CREAM)
    c.glow(x - 190, ground - 90, 130, CREAM, 0.5)
    c.rect((x + 166, ground - 108, 14, 30), CORAL, r=5)
    for dx in (-104, 108):
        c.disc(x + dx, ground - 30, 40, (6, 14, 30))
        c.disc(x + dx, ground - 30, 18, HAZE)


def kitchen_table(c: Canvas) -> None:
    """A talk over tea."""
    c.sky(CREAM, CREAM)
    pane(c, 455, 50, 290, 190, SKY)
    c.rect((430, 238, 340, 18), WHITE, r=6)
    pot(c, 690, 240, 0.42)
    c.rect((60, 60, 210, 14), WOOD, r=5)
    for x, fill in ((84, TEAL), (134, CORAL), (184, NAVY)):
        mug(c, x, 60, 0.36, fill)
    c.curve((1000, 0), (1000, 40), (1000, 70), NAVY, 5)
    c.shape([(960, 120), (1040, 120), (1020, 66), (980, 66)], SUN, soft=5)
    c.rect((0, 580, c.width, 95), SAND)
    adult, child = Look(BROWN, INK, TEAL, style="scarf"), Look(BROWN, BLACK_HAIR, CORAL)
    for x, top in ((290, 286), (910, 336)):
        c.rect((x - 84, top, 168, 240), BARK, r=24)
        c.rect((x - 62, top + 22, 124, 220), WOOD, r=16)
    torso(c, 290, 354, 1.5, adult)
    head(c, 290, 272, 1.5, adult)
    torso(c, 910, 402, 1.1, child)
    head(c, 910, 340, 1.25, child)
    c.curve((350, 372), (420, 470), (450, 494), TEAL, 42)
    c.disc(456, 496, 20, BROWN)
    c.curve((226, 372), (190, 460), (250, 500), TEAL, 42)
    c.disc(262, 500, 20, BROWN)
    c.curve((864, 412), (820, 480), (790, 496), CORAL, 33)
    c.disc(780, 498, 16, BROWN)
    c.curve((956, 412), (1000, 480), (950, 500), CORAL, 33)
    c.disc(940, 500, 16, BROWN)
    c.rect((150, 520, 900, 92), MINT)
    for n in range(15):
        c.disc(180 + n * 60, 610, 30, MINT)
        c.rect((164 + n * 60, 520, 32, 90), WHITE, alpha=110)
    c.rect((130, 506, 940, 30), WHITE, r=14)
    mug(c, 388, 508, 0.66, SUN, steam=SAND)
    mug(c, 846, 508, 0.5, NAVY, steam=SAND)
    c.oval(610, 502, 92, 12, NAVY)
    for dx, dy in ((-44, 0), (0, 0), (44, 0), (-22, -17), (22, -17)):
        c.oval(610 + dx, 490 + dy, 27, 10, AMBER)
    bubble(c, 452, 190, 150, 100, NAVY, -76)
    for dx in (-34, 0, 34):
        c.disc(452 + dx, 190, 9, WHITE)
    bubble(c, 772, 260, 116, 82, SUN, 66)
    heart(c, 772, 260, 20, WHITE)
