"""Makes the parts of the documentation that repeat what the code says.

``python -m tests.document`` writes them anew into the pages; a test compares. In a page such
a part stands between two comments, ``<!-- made: NAME -->`` and ``<!-- end: NAME -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic.fields import FieldInfo

from campaign import registry
from campaign.adapter import Adapter, AdapterError, Can
from campaign.adapters import matrix
from campaign.adapters.limits import LIMITS
from campaign.adapters.sign_in import LOOPBACK, PORT, SIGN_INS, SignIn
from campaign.checks.codes import Code, families, structure
from campaign.library.asset_form import AssetForm
from campaign.library.campaign_form import (
    CampaignForm,
    PersonForm,
    PreElectionForm,
    QuietForm,
    SlotForm,
    ThemeForm,
)
from campaign.library.evaluation_form import InputForm, ObjectiveForm
from campaign.library.finding import Severity
from campaign.library.form import Form
from campaign.library.message_form import MessageForm, WaiverForm
from campaign.library.organisation_form import ChannelForm, OrganisationForm
from campaign.library.register_form import (
    CaseForm,
    ConsentForm,
    DateForm,
    FactForm,
    SignpostForm,
)
from campaign.library.retention_form import RetentionForm
from campaign.library.words_form import WordForm, WordsForm
from campaign.lifecycle import MOVES, State
from campaign.reports import figures
from campaign.testing import MISHAPS, AdapterContract, LocalContract
from tests.servers.paths import ROOT

PART = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)

FORMS: Mapping[str, type[Form]] = {
    "message": MessageForm,
    "waiver": WaiverForm,
    "campaign": CampaignForm,
    "theme": ThemeForm,
    "slot": SlotForm,
    "quiet": QuietForm,
    "pre-election": PreElectionForm,
    "person": PersonForm,
    "retention": RetentionForm,
    "objective": ObjectiveForm,
    "input": InputForm,
    "organisation": OrganisationForm,
    "channel": ChannelForm,
    "fact": FactForm,
    "signpost": SignpostForm,
    "date": DateForm,
    "consent": ConsentForm,
    "case": CaseForm,
    "asset": AssetForm,
    "words": WordsForm,
    "word": WordForm,
}

MEANING: Mapping[State, str] = {
    State.PENDING: "On the calendar; it lacks a yes that it needs.",
    State.SCHEDULED: "Approved; it waits for its time.",
    State.PUBLISHING: "One worker is sending it at this moment.",
    State.PROCESSING: "The platform is still working on it, or a person has it to post by hand.",
    State.UNCERTAIN: "It may be out or not. The platform is asked; if it cannot tell, a person.",
    State.PUBLISHED: "It is out, and its address is kept.",
    State.FAILED: "The platform refused it, or it cannot be sent. A person decides.",
    State.MISSED: "Its time passed and it did not go out; the cause stands beside it.",
    State.CANCELLED: "Taken off the calendar, by a person or because the plan dropped it.",
    State.DELETED: "It was out, and was taken back. No command does this yet.",
}

WHY: Mapping[tuple[State, State], str] = {
    (State.PENDING, State.SCHEDULED): "someone other than the author approves it",
    (State.PENDING, State.CANCELLED): "the plan drops it, or a person cancels it",
    (State.PENDING, State.MISSED): "its time passes",
    (State.SCHEDULED, State.PUBLISHING): "its time has come",
    (State.SCHEDULED, State.PENDING): "its text changes, or its approval is revoked",
    (State.SCHEDULED, State.CANCELLED): "the plan drops it, or a person cancels it",
    (State.SCHEDULED, State.MISSED): "its time passes, or a fact in it expires",
    (State.PUBLISHING, State.PUBLISHED): "the platform says yes",
    (State.PUBLISHING, State.PROCESSING): "the platform says: not done yet",
    (State.PUBLISHING, State.UNCERTAIN): "the answer is lost, or the program stops",
    (State.PUBLISHING, State.SCHEDULED): "nothing was created; it is tried again later",
    (State.PUBLISHING, State.FAILED): "the platform refuses it",
    (State.PROCESSING, State.PUBLISHED): "the platform or the person says that it is done",
    (State.PROCESSING, State.UNCERTAIN): "the platform knows nothing of it any more",
    (State.PROCESSING, State.FAILED): "the platform or the person says that it will not be done",
    (State.UNCERTAIN, State.PUBLISHED): "it is found, or a person has seen it",
    (State.UNCERTAIN, State.SCHEDULED): "it is certainly not there, or a person sends it again",
    (State.UNCERTAIN, State.FAILED): "it is not there, and its approval was revoked",
    (State.PUBLISHED, State.DELETED): "it is taken back",
    (State.FAILED, State.SCHEDULED): "a person sends it again",
    (State.FAILED, State.PENDING): "a person sends it again, and it needs approval first",
    (State.FAILED, State.CANCELLED): "a person cancels it",
    (State.FAILED, State.PUBLISHED): "it lay with a person, who says it is out",
    (State.PENDING, State.PUBLISHED): "a late answer proves that it is out",
    (State.SCHEDULED, State.UNCERTAIN): (
        "it was to be sent again under its key, may be out, and that is stopped"
    ),
    (State.SCHEDULED, State.PUBLISHED): "a late answer proves that it is out",
    (State.MISSED, State.SCHEDULED): "a person sends it again",
    (State.MISSED, State.PENDING): "a person sends it again, and it needs approval first",
    (State.MISSED, State.CANCELLED): "a person cancels it",
    (State.MISSED, State.PUBLISHED): "it lay with a person, who says it is out",
    (State.CANCELLED, State.PUBLISHED): "it lay with a person, who says it is out",
    (State.CANCELLED, State.PENDING): "it is put back on the calendar; no command does this yet",
}


def states() -> str:
    """Return the states of a post as a Mermaid diagram and as a table."""
    moves = [f"    {old} --> {new}" for old, new in _moves()]
    ends = [f"    {state} --> [*]" for state in State if not MOVES[state]]
    diagram = ["```mermaid", "stateDiagram-v2", "    [*] --> pending", *moves, *ends, "```", "", ""]
    rows = [(f"**{state}**", MEANING[state], _may_become(state)) for state in State]
    return "\n".join(diagram) + table(("state", "what it means", "what it may become"), rows)


def _moves() -> Iterator[tuple[State, State]]:
    for old in State:
        for new in State:
            if new in MOVES[old]:
                yield old, new


def _may_become(state: State) -> str:
    found = [f"{new}: {WHY[old, new]}" for old, new in _moves() if old is state]
    return "<br>".join(found) or "nothing: this is the end"


def settings(form: type[Form]) -> str:
    """Return the settings of a form: what each is for, and what holds when it is left out."""
    rows = [
        (f"`{field.alias or name}`", field.description or "", _left_out(field))
        for name, field in form.model_fields.items()
    ]
    return table(("setting", "what it is", "left out"), rows)


def _left_out(field: FieldInfo) -> str:
    if field.is_required():
        return "must be there"
    default = field.default
    if default is False:
        return "no"
    return f"`{default}`" if default and isinstance(default, (int, str)) else "–"


def checks() -> str:
    """Return every rule by family: code, severity, what it wants, why, where it comes from."""
    reading = {code.part for code in structure()}
    return "\n".join(
        f"### {title}\n\n{table(('code', 'severity', 'what is wanted', 'why', 'source'), rows)}"
        for title, found in families()
        if title not in reading
        for rows in [[_rule(code) for code in found]]
    )


def _rule(code: Code) -> tuple[str, ...]:
    severity = f"{code.severity}, asks" if code.question else str(code.severity)
    return f"`{code.code}`", severity, code.wants, _capital(code.reason), _capital(code.source)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def mistakes() -> str:
    """Return what reading can find: each code with what it is about and what to do."""
    parts = ""
    for title, found in families():
        codes = [code for code in found if code in structure()]
        if codes:
            rows = [(f"`{code.code}`", _mistake(code)) for code in codes]
            parts += f"**{title}**\n\n{table(('code', 'what it is about'), rows)}\n"
    return parts.rstrip("\n") + "\n"


def _mistake(code: Code) -> str:
    warning = "Warning: " if code.severity is Severity.WARNING else ""
    about = code.wants[:1].lower() + code.wants[1:] if warning else code.wants
    return f"{warning}{about} {code.fix}"


def shipped() -> dict[str, matrix.Table]:
    """Return the tables of the platforms that ship with the program, whatever is installed."""
    return matrix.tables([matrix.platform(name, registry.adapter_class(name)) for name in LIMITS])


def platforms(name: str) -> str:
    """Return one of the tables of platforms."""
    made = shipped()[name]
    rows = [(f"**{row.title}**", *map(_fact, row.cells)) for row in made.rows]
    if name == "limits":
        rows = [(title, f"`{file}`", *cells) for title, file, *cells in rows]
    return table(("platform", *made.heads), rows)


def _fact(cell: matrix.Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"[{cell.words}]({cell.url})" if cell.url else cell.words


def strengths() -> str:
    """Return what the words for how sure it is mean."""
    return "".join(f"- **{short}** – {meaning}.\n" for short, meaning in matrix.strengths())


def errors() -> str:
    """Return what each error of the port means, the more special below the more general."""
    return table(("error", "what it means"), _kinds(AdapterError, 0))


def _kinds(kind: type[AdapterError], depth: int) -> Iterator[tuple[str, str]]:
    for one in kind.__subclasses__():
        if one.__module__ == AdapterError.__module__:
            meaning = (one.__doc__ or "").partition("\n\n")[0]
            words = " ".join(meaning.split()).replace("``", "`")
            yield f"{'&nbsp;' * 4 * depth}`{one.__name__}`", words
            yield from _kinds(one, depth + 1)


def abilities() -> str:
    """Return what an adapter may add to publishing, and how."""
    rows = [(f"`Can.{one.name}`", _method(one), _first_sentence(one)) for one in Can]
    return table(("claimed as", "method", "what it does"), rows)


def _method(one: Can) -> str:
    return "–" if one is Can.REPLY else f"`{one.value}`"


def _first_sentence(one: Can) -> str:
    if one is Can.REPLY:
        return "Posts below the post that ``content.reply_to`` names.".replace("``", "`")
    words = getattr(Adapter, one.value).__doc__.partition("\n\n")[0]
    return " ".join(words.split()).replace("``", "`")


def mishaps() -> str:
    """Return what can befall a creating call."""
    rows = [(f"`{name}`", f"`{kind.__name__}`") for name, kind in MISHAPS.items()]
    return table(("mishap", "error"), rows)


def promises() -> str:
    """Return every promise of the contract kit, those of all adapters first."""
    local = [name for name in vars(LocalContract) if name.startswith("test_")]
    served = [name for name in vars(AdapterContract) if name.startswith("test_")]
    rows = [(_title(name), _promise(name)) for name in (*local, *served)]
    return table(("promise", "what it means"), rows)


def _title(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ").capitalize()


def _promise(name: str) -> str:
    words = getattr(AdapterContract, name).__doc__.partition("\n\n")[0]
    return " ".join(words.split()).replace("``", "`")


def measures() -> str:
    """Return every measure: its formula, unit, rule and source."""
    rows = [
        (f"**{one.name}**", one.formula, one.unit, one.rule, one.source)
        for one in figures.DEFINITIONS
    ]
    return table(("measure", "formula", "unit", "rule", "where its figures come from"), rows)


def sign_ins() -> str:
    """What an administrator must know of each platform's sign-in."""
    rows = [_sign_in(name, data) for name, data in SIGN_INS.items()]
    return table(("platform", "the app's variables", "its redirect address", "rights"), rows)


def _sign_in(name: str, data: SignIn) -> tuple[str, ...]:
    app = f"`{data.app}_CLIENT_ID`, `{data.app}_CLIENT_SECRET`" if data.app else "–"
    back = f"`http://127.0.0.1:{PORT}/callback`" if data.port else "–"
    redirect = back if data.redirect == LOOPBACK else f"`{data.redirect}`"
    if not data.redirect:
        redirect = "an https address of yours, with `--redirect`"
    if not data.authorise:
        redirect = "–"
    rights = ", ".join(f"`{one}`" for one in data.scopes) or "–"
    return (f"**{LIMITS[name].title}**", app, redirect, rights)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("[link](…)", "`[link](…)`")


PARTS: Mapping[str, Callable[[], str]] = {
    "states": states,
    "checks": checks,
    "mistakes": mistakes,
    **{name: (lambda name=name: platforms(name)) for name in shipped()},
    "strengths": strengths,
    "errors": errors,
    "abilities": abilities,
    "mishaps": mishaps,
    "promises": promises,
    "sign-ins": sign_ins,
    "measures": measures,
    **{f"settings-{name}": (lambda form=form: settings(form)) for name, form in FORMS.items()},
}

PAGES = (
    "README.md",
    "docs/message-files.md",
    "docs/checks.md",
    "docs/platforms.md",
    "docs/adapters.md",
    "docs/accounts.md",
    "docs/figures.md",
)


def made(page_text: str) -> str:
    """Return a page with every made part as the code has it now."""
    return PART.sub(lambda match: f"{match[1]}\n{PARTS[match['name']]()}\n{match[3]}", page_text)


def main() -> None:
    """Write the pages."""
    for name in PAGES:
        path = ROOT / name
        path.write_text(made(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
