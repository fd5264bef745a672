"""How much say a message needs: what it holds decides, and its file can only ask for more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.checks.tiers import partners_of, tier_of
from campaign.library.organisation import Organisation
from campaign.library.register import LiveCase
from tests.servers.wording import fact, library, message_of

PLAIN = "Thank you to everybody who helped."


def tier(text: str = PLAIN, where: Any = None, **settings: Any) -> int:
    one = message_of(text, **settings)
    return tier_of(where or library(), one).level


@pytest.mark.parametrize(
    ("expected", "text", "settings"),
    [
        (1, PLAIN, {}),
        (1, "The Police Federation came to tea.", {}),
        (2, "Share the video and it is an offence to share it.", {}),
        (2, PLAIN, {"partner": "Northshire Choir"}),
        (3, "PC Example came to tea.", {}),
        (3, "“It was a good day,” he said.", {"quote_by": "A Person, Sergeant, 1/2/2026"}),
        (3, PLAIN, {"consents": ("c-014",)}),
        (3, PLAIN, {"tags": ("use-of-force",)}),
        (3, "A Taser was drawn.", {}),
        (3, PLAIN, {"tags": ("outcome",)}),
        (3, PLAIN, {"case": "c-1"}),
        (3, "Read the manifesto.", {}),
    ],
)
def test_what_a_message_holds_decides_its_tier(
    expected: int, text: str, settings: dict[str, Any]
) -> None:
    assert tier(text, **settings) == expected


def test_figures_and_the_law_need_somebody_senior() -> None:
    where = library(fact("thanks", "538"), fact("most", "two years", counts="law"))
    assert tier("{{ fact.thanks }} letters came.", where) == 2
    one = message_of("It can mean up to {{ fact.most }}.")
    assert tier_of(where, one).reasons == ("it tells the law (most)",)


def test_a_case_of_the_register_needs_two_even_when_it_is_closed() -> None:
    case = LiveCase(id="c-1", keywords=("Station Road",), status="closed")
    assert tier("We met in Station Road.", library(cases={"c-1": case})) == 3


def test_a_partner_that_speaks_needs_somebody_senior() -> None:
    choir = Organisation(id="choir", name="Choir", kind="partner")
    where = library(organisations={"choir": choir})
    assert tier(PLAIN, where, organisations=("choir",)) == 2
    assert tier(PLAIN, where) == 1


@pytest.mark.parametrize(("own", "expected"), [(1, 2), (2, 2), (3, 3)])
def test_a_file_raises_its_tier_and_never_lowers_it(own: int, expected: int) -> None:
    assert tier(PLAIN, partner="Northshire Choir", tier=own) == expected


def test_partners_are_those_of_the_message_and_of_its_pictures() -> None:
    one = message_of(PLAIN, partner="Choir")
    assert partners_of(library(), one) == ("Choir",)
    assert partners_of(library(), replace(one, partner="")) == ()
