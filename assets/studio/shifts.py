"""Pictures of people at work: the team behind the badge."""

from __future__ import annotations

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
    polar,
)
from studio.people import (
    BLACK_HAIR,
    BROWN,
    DEEP,
    FAIR,
    GINGER,
    GREY_HAIR,
    OLIVE,
    Look,
    Pose,
    head,
    person,
    torso,
)
from studio.things import (
    bicycle,
    house,
    moon,
    mug,
    pane,
    stars,
    tree,
)


def five_moments(c: Canvas) -> None:
    """One shift in five panels."""
    tops = ((AMBER, CREAM), (BLUE, SKY), (SKY, CREAM), ((104, 128, 154), HAZE), (NAVY, INK))
    c.sky(WHITE, WHITE)
    panels = []
    for n, (top, bottom) in enumerate(tops):
        panel = Canvas(232, 651)
        panel.sky(top, bottom)
        _MOMENTS[n](panel)
        panels.append(panel)
        c.place(panel, 12 + n * 236, 12)


def _sunrise(c: Canvas) -> None:
    c.glow(116, 380, 300, SUN, 0.8)
    c.disc(116, 390, 74, SUN)
    for n in range(7):
        c.stroke([polar(116, 390, 98, n * 30 - 90), polar(116, 390, 126, n * 30 - 90)], SUN, 9)
    c.rect((0, 400, 232, 251), WOOD)
    c.rect((0, 400, 232, 12), SAND)
    mug(c, 106, 520, 1.05, NAVY, steam=WHITE)


def _call(c: Canvas) -> None:
    c.disc(116, 310, 96, WHITE)
    c.curve((56, 316), (58, 226), (116, 226), NAVY, 15)
    c.curve((116, 226), (174, 226), (176, 316), NAVY, 15)
    for x in (40, 162):
        c.rect((x, 300, 30, 58), SUN, r=13)
    c.curve((178, 350), (176, 388), (134, 388), NAVY, 9)
    c.rect((112, 379, 28, 18), NAVY, r=9)
    c.rect((0, 500, 232, 151), INK)
    for n, tall in enumerate((26, 58, 88, 44, 74, 32, 54)):
        c.rect((32 + n * 25, 572 - tall / 2, 12, tall), MINT, r=6)


def _ride(c: Canvas) -> None:
    c.glow(180, 110, 180, SUN, 0.7)
    c.disc(180, 110, 38, SUN)
    house(c, (20, 470, 92, 96), WHITE, CORAL)
    tree(c, 176, 470, 0.75)
    c.rect((0, 470, 232, 181), MINT)
    c.rect((0, 556, 232, 95), HAZE)
    bicycle(c, 116, 580, 0.42)


def _rain(c: Canvas) -> None:
    for n in range(26):
        x, y = (n * 61) % 240, (n * 97) % 470
        c.stroke([(x, y), (x - 8, y + 26)], WHITE, 3)
    c.wedge(116, 330, 92, (180, 360), SUN)
    for n in range(3):
        c.wedge(
            54.7 + n * 61.3, 331, 31, (180, 360), (104, 128, 154) if n != 1 else (112, 136, 162)
        )
    c.shape([(112, 238), (120, 238), (120, 226), (112, 226)], NAVY, soft=2)
    c.stroke([(116, 320), (116, 470)], NAVY, 8)
    c.curve((116, 470), (118, 502), (92, 488), NAVY, 8)
    c.rect((0, 530, 232, 121), (70, 92, 122))
    for x, y, w in ((62, 576, 46), (168, 600, 54), (100, 630, 36)):
        c.oval(x, y, w, 8, HAZE)


def _home(c: Canvas) -> None:
    stars(c, 330)
    moon(c, 150, 120, 40)
    c.rect((0, 530, 232, 121), (30, 66, 86))
    c.glow(116, 460, 200, SUN, 0.35)
    house(c, (36, 532, 160, 150), BLUE, BARK, SUN)


_MOMENTS = (_sunrise, _call, _ride, _rain, _home)


def whole_team(c: Canvas) -> None:
    """Five people who do different jobs."""
    c.sky(SKY, CREAM)
    c.disc(600, 430, 330, MINT, alpha=120)
    c.rect((0, 596, c.width, 79), TEAL)
    team = (
        (180, 470, Look(FAIR, GINGER, BLUE, NAVY, "bun", headset=True), Pose((-64, 126), (70, 96))),
        (390, 492, Look(BROWN, BLACK_HAIR, SUN, NAVY, vest=True), Pose((-70, 128), (66, 130))),
        (
            600,
            510,
            Look(OLIVE, BLACK_HAIR, NAVY, (20, 38, 70), hat=True),
            Pose((-66, 132), (66, 132)),
        ),
        (810, 480, Look(DEEP, NAVY, WHITE, INK, "scarf", coat=True), Pose((-62, 128), (62, 128))),
        (1020, 474, Look(FAIR, GREY_HAIR, TEAL, (70, 84, 110)), Pose((-66, 128), (66, 132))),
    )
    for x, _height, _look, _pose in team:
        c.oval(x, 640, 96, 13, NAVY, alpha=60)
    for x, height, look, pose in team:
        person(c, x, 640, height, look, pose)


def call_handler(c: Canvas) -> None:
    """A call handler at the desk at night, from behind."""
    c.sky(NAVY, INK)
    for x, lit in ((40, (1, 5, 6)), (1004, (0, 4, 8))):
        c.rect((x, 70, 156, 196), (30, 58, 104), r=8)
        for n in range(9):
            c.rect(
                (x + 18 + n % 3 * 46, 92 + n // 3 * 52, 24, 30),
                SUN if n in lit else (40, 72, 122),
                r=2,
            )
    c.glow(600, 300, 520, TEAL, 0.4)
    for x, w, y in ((240, 250, 190), (486, 250, 160), (732, 250, 190)):
        c.rect((x - 10, y - 10, w, 236), (8, 18, 38), r=14)
        c.rect((x, y, w - 20, 216), SKY if x == 486 else INK, r=6)
        c.rect((x + w / 2 - 30, y + 220, 40, 120), (8, 18, 38))
    for n, tall in enumerate((50, 96, 70, 130, 84, 110)):
        c.rect((266 + n * 34, 386 - tall, 20, tall), MINT if n % 2 else TEAL, r=4)
    for a, b in (
        ((486, 240), (716, 290)),
        ((560, 160), (600, 376)),
        ((486, 330), (640, 376)),
        ((650, 160), (690, 376)),
    ):
        c.stroke([a, b], WHITE, 12)
    c.disc(640, 226, 20, CORAL)
    c.shape([(622, 234), (658, 234), (640, 268)], CORAL)
    c.disc(640, 226, 8, WHITE)
    for n in range(5):
        c.rect((756, 214 + n * 36, 150 - (n * 47) % 70, 16), SUN if n == 1 else BLUE, r=8)
    c.rect((0, 500, c.width, 175), WOOD)
    c.rect((0, 500, c.width, 14), SAND)
    mug(c, 960, 560, 0.9, SUN, steam=HAZE)
    c.shape([(520, 520), (600, 484), (680, 520), (730, 700), (470, 700)], TEAL, soft=34)
    for side in (-1, 1):
        c.curve((600 + side * 112, 540), (600 + side * 190, 600), (600 + side * 150, 690), TEAL, 56)
    head(c, 600, 372, 1.6, Look(skin=BROWN, hair=BLACK_HAIR, headset=False))
    c.oval(600, 362, 59, 64, BLACK_HAIR)
    c.curve((538, 372), (600, 226), (662, 372), WHITE, 12)
    for x in (526, 650):
        c.rect((x, 350, 26, 54), SUN, r=12)
    c.rect((490, 574, 220, 140), (44, 56, 84), r=40)


def empty_seat(c: Canvas) -> None:
    """A staff kitchen with one empty chair."""
    c.sky(CREAM, CREAM)
    pane(c, 470, 60, 260, 170, SKY)
    for x, tall in ((90, 120), (180, 120)):
        c.rect((x, 70, 78, tall), MINT, r=6)
        c.disc(x + (64 if x < 100 else 14), 150, 5, TEAL)
    c.rect((960, 40, 180, 210), MINT, r=8)
    c.rect((980, 60, 140, 78), WHITE, r=4)
    c.rect((980, 154, 140, 78), WHITE, r=4)
    c.rect((0, 560, c.width, 115), SAND)
    sitting = (
        (250, Look(OLIVE, BLACK_HAIR, NAVY, style="long")),
        (480, Look(DEEP, BLACK_HAIR, TEAL)),
        (950, Look(FAIR, GREY_HAIR, INK)),
    )
    for x in (250, 480, 715, 950):
        c.rect((x - 72, 250, 144, 250), BARK, r=22)
        c.rect((x - 52, 270, 104, 230), WOOD, r=14)
    for x, look in sitting:
        if look.style == "long":
            c.rect((x - 54, 196, 108, 116), look.hair, r=34)
        torso(c, x, 324, 1.3, look)
        head(c, x, 252, 1.3, look)
        for side in (-1, 1):
            c.curve((x + side * 58, 330), (x + side * 104, 420), (x + side * 46, 462), look.top, 38)
            c.disc(x + side * 36, 462, 18, look.skin)
    c.shape([(668, 306), (762, 306), (796, 360), (790, 480), (640, 480), (634, 360)], INK, soft=14)
    c.shape([(690, 298), (740, 298), (715, 352)], NAVY, soft=5)
    c.rect((712, 350, 6, 130), NAVY)
    for n in range(2):
        c.disc(728, 384 + n * 44, 5, SUN)
    c.rect((70, 470, 1060, 46), WOOD, r=16)
    c.rect((70, 504, 1060, 14), BARK, r=6)
    c.rect((110, 516, 980, 159), BARK)
    for n in range(4):
        c.rect((130 + n * 240, 536, 220, 139), (150, 100, 62), r=6)
    for x, fill in ((330, SUN), (560, CORAL), (760, WHITE), (870, TEAL)):
        mug(c, x, 472, 0.55, fill, steam=None if fill == WHITE else SAND)
