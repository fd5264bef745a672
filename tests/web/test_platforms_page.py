"""The page that puts the platforms side by side, ours and those of other packages."""

from __future__ import annotations

import re
import sys
from html import unescape

import pytest

from campaign import registry
from campaign.adapters import matrix
from campaign.adapters.limits import LIMITS

pytestmark = pytest.mark.django_db(transaction=True)

ADAPTER = """
from campaign.adapter import Adapter, Can, Capabilities, Content, PostKey, Receipt

class Chirp(Adapter):
    name = "chirp"
    secrets = ("token",)
    capabilities = Capabilities(
        title="Chirp & co", text_limit=99, key_lasts=7200, token_days=30,
        can=frozenset({Can.RENEW}),
        source="a letter", checked="2026-10-01",
    )

    def publish(self, content: Content, key: PostKey) -> Receipt:
        raise NotImplementedError

    def renew(self):
        raise NotImplementedError
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLDER, settings.STATE = tmp_path, tmp_path / ".campaign"
    settings.STATE.mkdir()


@pytest.fixture
def chirp(tmp_path, monkeypatch):
    """Install a package with a platform, as pip would leave it."""
    (tmp_path / "campaign_chirp.py").write_text(ADAPTER)
    about = tmp_path / "campaign_chirp-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: campaign-chirp\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[campaign.adapters]\nchirp = campaign_chirp:Chirp\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._foreign.cache_clear()
    yield
    registry._foreign.cache_clear()
    sys.modules.pop("campaign_chirp", None)


def read(client) -> dict[str, list[list[str]]]:
    """Return the tables of the page: title -> lines of cells, as plain words."""
    page = client.get("/platforms").content.decode()
    found = {}
    for section in re.findall(r"<section class=\"matrix\".*?</section>", page, re.DOTALL):
        [title] = re.findall(r"<h2[^>]*>(.*?)</h2>", section)
        lines = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
        found[unescape(title)] = [
            [words(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line)]
            for line in lines
        ]
    return found


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_it_shows_the_very_limits_the_checks_use(client):
    made = matrix.tables([matrix.platform(name, registry.adapter_class(name)) for name in LIMITS])
    shown = read(client)
    assert list(shown) == [table.title for table in made.values()]
    limits = {line[0]: line[1:] for line in shown["What a post may be"]}
    assert set(limits) - {"Platform"} == {one.title for one in LIMITS.values()}
    for name, one in LIMITS.items():
        assert limits[one.title][0] == name
        assert limits[one.title][1].startswith(f"{one.text_limit:,}")


@pytest.mark.parametrize(
    ("table", "platform", "facts"),
    [
        ("What a post may be", "Bluesky", {"Threads": "yes", "Link card": "ours, picture up to 1"}),
        ("What a post may be", "Instagram", {"Pictures": "1 to 10, fetched from a public address"}),
        ("How sure", "Mastodon", {"Goes out once": "exact", "A repeat": "for 50 minutes"}),
        ("How sure", "Hand-off", {"Goes out once": "a person", "Credential": "none needed"}),
        ("How sure", "Threads", {"Credential": "60 days, renewed by itself", "On": "20"}),
        ("How sure", "X", {"Limits read in": "its documentation of X"}),
        ("What it tells", "Mastodon", {"Impressions": "n/a", "Shares": "yes"}),
        ("What it costs", "X", {"A post": "$0.015", "With a link": "$0.200"}),
    ],
)
def test_it_says_what_a_platform_can_do(client, table, platform, facts):
    [(heads, *lines)] = [found for title, found in read(client).items() if title.startswith(table)]
    [line] = [line for line in lines if line[0] == platform]
    for head, fact in facts.items():
        [place] = [number for number, one in enumerate(heads) if one.startswith(head)]
        assert line[place].startswith(fact)


def test_a_platform_of_another_package_stands_beside_ours(client, chirp):
    shown = read(client)
    [line] = [one for one in shown["What a post may be"] if one[0].startswith("Chirp")]
    assert line[:5] == ["Chirp & co from campaign-chirp", "chirp", "99", "none", "–"]
    [line] = [one for one in shown["How sure it is that a post goes out once"] if "Chirp" in one[0]]
    assert line[1:3] == ["a person", "for 2 hours"]
    assert line[6:] == ["30 days, renewed by itself", "a letter", "2026-10-01"]
    assert "Brought by installed packages: campaign-chirp." in (
        words(client.get("/platforms").content.decode())
    )


def test_it_links_only_where_the_limits_were_read(client):
    page = client.get("/platforms").content.decode()
    linked = set(re.findall(r'<a href="(https://[^"]+)"', page))
    sources = {one.source for one in LIMITS.values() if one.source.startswith("https://")}
    assert linked == sources | {one.costs.source for one in LIMITS.values() if one.costs}


def test_the_page_can_be_found_and_only_be_read(client):
    assert 'href="/platforms"' in client.get("/").content.decode()
    assert 'href="/platforms" aria-current="page"' in client.get("/platforms").content.decode()
    assert client.post("/platforms").status_code == 405
    assert "default-src 'none'" in client.get("/platforms")["Content-Security-Policy"]
