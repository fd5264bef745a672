"""What a rule is: a small function, and everything a person may ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Required, TypedDict, TypeVar

from typing_extensions import Unpack

from campaign.checks.case import Case, Outlook, Review, Whole
from campaign.checks.example import Example, as_example
from campaign.library.finding import Finding, Severity
from campaign.library.place import Place

Looked = TypeVar("Looked", Case, Whole, Review, Outlook)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place at which a rule is broken.

    ``fix``, ``file`` and ``severity`` are those of the rule and of the message unless they
    are told. A hit that ``asks`` is a question: it is dropped when the author has answered it
    with the rule's code under ``confirm:``.
    """

    place: Place
    message: str
    fix: str = ""
    file: str = ""
    severity: Severity | None = None
    asks: bool = False


class About(TypedDict, total=False):
    """What a rule says of itself.

    ``wants`` is the rule in one sentence, ``reason`` why it is one, ``source`` where it comes
    from, ``fix`` what to do in general. ``bad`` is a message that breaks it and ``good`` one
    that nearly does; a piece of text stands for a message with that body. ``question`` is
    what a rule asks the author where no code can know.
    """

    wants: Required[str]
    reason: Required[str]
    source: Required[str]
    fix: str
    question: str
    bad: Example | str
    good: Example | str


@dataclass(frozen=True, slots=True)
class Rule(Generic[Looked]):
    """One rule of the house; the documentation is made of what it says of itself."""

    code: str
    severity: Severity
    wants: str
    reason: str
    source: str
    fix: str
    question: str
    example_bad: Example | None
    example_good: Example | None
    looks_at: type[Looked]
    look: Callable[[Looked], Iterable[Hit]]
    always_asks: bool = False

    def findings(
        self, looked: Looked, file: str = "", confirmed: Sequence[str] = ()
    ) -> Iterable[Finding]:
        """Give what the rule finds; questions that are ``confirmed`` are answered."""
        for hit in self.look(looked):
            asks = hit.asks or self.always_asks
            if asks and self.code in confirmed:
                continue
            fix = hit.fix or self.fix
            yield Finding(
                hit.file or file,
                hit.place.line,
                hit.place.column,
                self.code,
                hit.message or self.question,
                self._answer(fix, confirmed) if asks else fix,
                hit.severity or self.severity,
            )

    def _answer(self, fix: str, confirmed: Sequence[str]) -> str:
        """Return what to do about a question: what was asked for, then the line to add."""
        line = f"confirm: {', '.join([*confirmed, self.code])}"
        return f"{fix} If the answer is yes, write “{line}” in the settings.".strip()


Look = Callable[[Looked], Iterable[Hit]]


def rule(
    code: str, severity: Severity, **about: Unpack[About]
) -> Callable[[Callable[[Case], Iterable[Hit]]], Rule[Case]]:
    """Turn a function over a ``Case`` into a rule about each message."""
    return lambda look: _made(Case, look, code, severity, about)


def ask(
    code: str, severity: Severity, **about: Unpack[About]
) -> Callable[[Callable[[Case], Iterable[Hit]]], Rule[Case]]:
    """Turn a function over a ``Case`` into a question to the author of each message.

    The function gives a hit where the question arises; its message, if it has one, stands in
    for ``question``. The finding's fix tells the author the line that answers it.
    """
    return lambda look: _made(Case, look, code, severity, about, always_asks=True)


def library_rule(
    code: str, severity: Severity, **about: Unpack[About]
) -> Callable[[Callable[[Whole], Iterable[Hit]]], Rule[Whole]]:
    """Turn a function over the ``Whole`` library into a rule; its hits name their files."""
    return lambda look: _made(Whole, look, code, severity, about)


def review_rule(
    code: str, severity: Severity, **about: Unpack[About]
) -> Callable[[Callable[[Review], Iterable[Hit]]], Rule[Review]]:
    """Turn a function over a ``Review`` into a rule about what was found in each message."""
    return lambda look: _made(Review, look, code, severity, about)


def plan_rule(
    code: str, severity: Severity, **about: Unpack[About]
) -> Callable[[Callable[[Outlook], Iterable[Hit]]], Rule[Outlook]]:
    """Turn a function over an ``Outlook`` into a rule about a plan; hits name their files."""
    return lambda look: _made(Outlook, look, code, severity, about)


def _made(
    looks_at: Any,
    look: Any,
    code: str,
    severity: Severity,
    about: About,
    *,
    always_asks: bool = False,
) -> Rule[Any]:
    bad, good = about.get("bad"), about.get("good")
    return Rule(
        code,
        severity,
        about["wants"],
        about["reason"],
        about["source"],
        about.get("fix", ""),
        about.get("question", ""),
        None if bad is None else as_example(bad),
        None if good is None else as_example(good),
        looks_at,
        look,
        always_asks,
    )
