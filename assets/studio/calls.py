"""Pictures of what a bystander can do with a phone."""

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
    Canvas,
    Colour,
    polar,
)
from studio.people import (
    BLACK_HAIR,
    BROWN,
    DEEP,
    FAIR,
    OLIVE,
    Look,
    Pose,
    person,
)
from studio.things import (
    bubble,
    handset,
    heart,
    house,
    phone,
    tree,
)

GREEN: Colour = (38, 148, 96)


def phone_999(c: Canvas) -> None:
    """A phone that rings 999."""
    c.sky(NAVY, INK)
    for x, y, r, fill in (
        (140, 250, 70, SUN),
        (300, 150, 40, TEAL),
        (930, 210, 80, SUN),
        (820, 90, 36, CORAL),
        (90, 560, 44, TEAL),
        (1000, 520, 56, HAZE),
        (210, 420, 30, CORAL),
        (900, 400, 34, SUN),
    ):
        c.disc(x, y, r, fill, alpha=46)
        c.disc(x, y, r * 0.6, fill, alpha=46)
    c.stroke([(606, 960), (630, 760)], OLIVE, 190)
    c.shape([(512, 948), (722, 962), (748, 1080), (470, 1080)], TEAL, soft=14)
    c.stroke([(514, 950), (720, 963)], MINT, 30)
    c.stroke([(690, 760), (756, 600), (742, 470)], OLIVE, 84)
    phone(c, 540, 470, 400, 760, WHITE)
    c.rect((480, 124, 120, 20), NAVY, r=10)
    for n in range(3):
        _nine(c, 428 + n * 112, 268)
    for row in range(3):
        for col in range(3):
            c.disc(428 + col * 112, 440 + row * 92, 34, (226, 234, 240))
    c.disc(652, 624, 34, SUN)
    c.disc(540, 746, 52, GREEN)
    handset(c, 540, 742, 0.5, WHITE)
    for n in range(4):
        c.stroke([(350, 500 + n * 74), (300 + n * 6, 516 + n * 74)], OLIVE, 58)


def _nine(c: Canvas, x: float, y: float) -> None:
    c.ring(x, y - 24, 42, NAVY, 22)
    c.curve((x + 31, y - 22), (x + 30, y + 26), (x - 4, y + 60), NAVY, 22)


def four_steps(c: Canvas) -> None:
    """Call, calm, keep, check: four signs."""
    c.sky(CREAM, CREAM)
    c.rect((0, 500, c.width, 175), MINT)
    c.rect((0, 494, c.width, 8), TEAL)
    for n, fill in enumerate((NAVY, TEAL, SUN, CORAL)):
        x = 165 + n * 290
        c.oval(x, 596, 90, 12, NAVY, alpha=60)
        c.rect((x - 8, 400, 16, 194), INK, r=6)
        c.disc(x, 300, 128, WHITE)
        c.disc(x, 300, 116, fill)
    handset(c, 165, 296, 1.15, WHITE)
    bubble(c, 455, 288, 130, 86, WHITE, -40)
    for dx in (-30, 0, 30):
        c.disc(455 + dx, 288, 9, TEAL)
    phone(c, 745, 300, 160, 94, SKY)
    c.disc(745, 300, 28, NAVY)
    c.disc(745, 300, 18, HAZE)
    c.disc(738, 293, 6, WHITE)
    c.disc(800, 270, 6, CORAL)
    heart(c, 1035, 262, 40, WHITE)
    c.stroke([(972, 332), (1000, 330), (1034, 350), (1076, 336)], OLIVE, 28)
    c.stroke([(1034, 352), (1092, 318)], OLIVE, 18)
    c.rect((944, 314, 34, 46), NAVY, r=8)


def big_clock(c: Canvas) -> None:
    """A clock, and what to say: where, who, and the call."""
    c.sky(TEAL, (20, 122, 124))
    c.disc(400, 338, 268, WHITE, alpha=40)
    c.disc(400, 338, 236, NAVY)
    c.disc(400, 338, 210, WHITE)
    c.wedge(400, 338, 196, (-90, -30), SUN)
    _clock_marks(c)
    for y in (150, 338, 526):
        c.disc(880, y, 80, WHITE)
    c.disc(880, 134, 30, CORAL)
    c.shape([(854, 148), (906, 148), (880, 200)], CORAL, soft=1)
    c.disc(880, 134, 12, WHITE)
    for dx, fill, s in ((-34, BLUE, 0.85), (34, BLUE, 0.85), (0, NAVY, 1.0)):
        c.disc(880 + dx, 318 - 4 * s, 17 * s, fill)
        c.wedge(880 + dx, 374, 33 * s, (180, 360), fill)
    handset(c, 880, 522, 0.72, NAVY)
    for y in (244, 432):
        for dx in (-16, 0, 16):
            c.disc(880 + dx, y, 4.5, MINT)


def _clock_marks(c: Canvas) -> None:
    for n in range(12):
        near = 168 if n % 3 else 158
        c.stroke(
            [polar(400, 338, near, n * 30), polar(400, 338, 186, n * 30)],
            NAVY if n % 3 == 0 else HAZE,
            9,
        )
    c.stroke([(400, 338), polar(400, 338, 150, 0)], NAVY, 12)
    c.stroke([(400, 338), polar(400, 338, 118, 60)], NAVY, 16)
    c.disc(400, 338, 18, CORAL)


def register_phone(c: Canvas) -> None:
    """A phone with messages, for people who do not call by voice."""
    c.sky(TEAL, (20, 122, 124))
    c.disc(600, 360, 300, WHITE, alpha=34)
    c.stroke([(660, 660), (690, 520)], BROWN, 150)
    c.shape([(576, 616), (764, 634), (776, 675), (560, 675)], SUN, soft=10)
    c.stroke([(580, 618), (760, 635)], AMBER, 18)
    c.stroke([(700, 560), (742, 440), (732, 350)], BROWN, 62)
    phone(c, 600, 320, 300, 560, WHITE)
    c.rect((555, 62, 90, 16), NAVY, r=8)
    c.rect((478, 130, 190, 96), SKY, r=28)
    c.shape([(490, 206), (520, 222), (478, 246)], SKY)
    for n, wide in enumerate((130, 96)):
        c.rect((504, 158 + n * 26, wide, 11), HAZE, r=5)
    c.rect((540, 266, 184, 104), TEAL, r=28)
    c.shape([(712, 348), (682, 366), (726, 390)], TEAL)
    c.stroke([(600, 320), (624, 344), (668, 296)], WHITE, 15)
    c.rect((478, 500, 196, 44), SKY, r=22)
    c.disc(704, 522, 22, NAVY)
    c.shape([(697, 511), (715, 522), (697, 533)], WHITE)
    for n in range(4):
        c.stroke([(456, 400 + n * 54), (424 + n * 5, 412 + n * 54)], BROWN, 44)
    _bell(c, 980, 250)
    for x, y, s in ((180, 180, 1.0), (240, 420, 0.7)):
        c.rect((x - 90 * s, y - 56 * s, 180 * s, 112 * s), WHITE, r=30 * s, alpha=60)
        for dx in (-36, 0, 36):
            c.disc(x + dx * s, y, 11 * s, WHITE, alpha=150)


def _bell(c: Canvas, x: float, y: float) -> None:
    c.disc(x, y + 10, 128, NAVY)
    c.disc(x, y + 62, 18, AMBER)
    c.wedge(x, y, 58, (180, 360), SUN)
    c.shape([(x - 58, y - 2), (x + 58, y - 2), (x + 74, y + 52), (x - 74, y + 52)], SUN, soft=3)
    c.disc(x, y - 60, 12, SUN)
    c.stroke([(x - 74, y + 78), (x + 74, y - 66)], NAVY, 26)
    c.stroke([(x - 74, y + 78), (x + 74, y - 66)], WHITE, 12)


def phone_held_level(c: Canvas) -> None:
    """Hands that hold a phone level and film from far back."""
    c.sky(SKY, CREAM)
    for x, w, h in ((0, 180, 270), (200, 150, 210), (850, 170, 230), (1040, 160, 290)):
        c.rect((x, 470 - h, w, h), HAZE, alpha=110)
    c.rect((0, 470, c.width, 205), MINT)
    for side in (-1, 1):
        c.stroke([(600 + side * 560, 720), (600 + side * 430, 560)], NAVY, 150)
        c.stroke([(600 + side * 440, 580), (600 + side * 390, 480)], DEEP, 112)
    phone(c, 600, 330, 760, 400, SKY)
    _little_street(c)
    c.disc(930, 330, 27, WHITE)
    c.disc(930, 330, 20, CORAL)
    c.disc(282, 176, 9, CORAL)
    for side in (-1, 1):
        for n in range(3):
            c.stroke(
                [(600 + side * 420, 452 + n * 54), (600 + side * (372 - n * 10), 446 + n * 40)],
                DEEP,
                50,
            )
        c.stroke([(600 + side * 420, 430), (600 + side * 352, 372)], DEEP, 56)


def _little_street(c: Canvas) -> None:
    c.rect((262, 360, 676, 128), HAZE)
    c.rect((262, 346, 676, 16), WHITE)
    house(c, (300, 350, 120, 110), WHITE, CORAL)
    house(c, (460, 350, 110, 96), SAND, BLUE)
    tree(c, 660, 352, 0.75)
    c.rect((700, 374, 150, 44), TEAL, r=14)
    c.shape([(726, 376), (746, 342), (806, 342), (828, 376)], TEAL, soft=4)
    c.shape([(738, 372), (752, 350), (774, 350), (774, 372)], SKY)
    c.shape([(782, 372), (782, 350), (800, 350), (815, 372)], SKY)
    for x in (734, 818):
        c.disc(x, 418, 17, NAVY)
        c.disc(x, 418, 7, WHITE)
    person(c, 470, 440, 92, Look(FAIR, BARK, NAVY, INK, hat=True), Pose())
    person(c, 540, 440, 88, Look(BROWN, BLACK_HAIR, CORAL, INK), Pose())
