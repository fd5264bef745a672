"""The names a message may write between curly brackets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaign.library.nearest import suggestion
from campaign.library.organisation import Organisation

_CAMPAIGN = ("name", "hashtag")
_CHANNEL = ("handle",)
_EVERY_ORGANISATION = frozenset(Organisation(id="", name="", kind="").names())


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a name cannot be used, and what to write."""

    message: str
    fix: str


class Names:
    """Knows every "group.name", and which organisations have it.

    ``facts`` and ``signposts`` name the entries of the registers, faulty ones as well: these
    have a finding of their own. Where an organisation's file could not be read
    (``complete`` is false), its values may be used on trust.
    """

    def __init__(
        self,
        organisations: Mapping[str, Organisation],
        facts: Iterable[str],
        signposts: Iterable[str],
        *,
        complete: bool = True,
    ) -> None:
        self._complete = complete
        self._by_organisation = {key: frozenset(o.names()) for key, o in organisations.items()}
        self._titles = {key: o.name for key, o in organisations.items()}
        everywhere = _EVERY_ORGANISATION.union(*self._by_organisation.values())
        self._groups = {
            "organisation": everywhere,
            "fact": frozenset(facts),
            "signpost": frozenset(signposts),
            "campaign": frozenset(_CAMPAIGN),
            "channel": frozenset(_CHANNEL),
        }

    def refuse(self, word: str, organisations: Iterable[str]) -> Unknown | None:
        """Say why a message of these organisations cannot use a name; ``None`` if it can."""
        group, dot, name = word.partition(".")
        if group not in self._groups:
            return Unknown(f"There is no placeholder “{word[:60]}”.", self._whole(word))
        if not dot:
            return Unknown(f"“{group}” alone prints nothing.", self._example(group))
        if group == "organisation" and not self._complete:
            return None
        if name not in self._groups[group]:
            return self._unknown_name(group, name)
        if group == "organisation":
            return self._missing_somewhere(name, organisations)
        return None

    def _whole(self, word: str) -> str:
        every = [f"{group}.{name}" for group, names in self._groups.items() for name in names]
        tail = word.rpartition(".")[2]
        same_tail = [name for name in every if name.partition(".")[2] == tail]
        if same_tail:
            return f"Did you mean “{same_tail[0]}”?"
        groups = ", ".join(self._groups)
        return suggestion(word, every, otherwise=f"Names begin with one of: {groups}.")

    def _example(self, group: str) -> str:
        names = sorted(self._groups[group])
        return f"Add a dot and a name, such as {{{{ {group}.{names[0] if names else 'name'} }}}}."

    def _unknown_name(self, group: str, name: str) -> Unknown:
        known = self._groups[group]
        if group in ("fact", "signpost"):
            file = f"messages/{group}s.yaml"
            fix = suggestion(name, known, otherwise=f"Add it to {file} first.")
            return Unknown(f"There is no {group} “{name[:60]}” in {file}.", fix)
        fix = suggestion(f"{group}.{name}", [f"{group}.{one}" for one in known])
        return Unknown(f"There is no “{group}.{name[:60]}”.", fix)

    def _missing_somewhere(self, name: str, organisations: Iterable[str]) -> Unknown | None:
        for key in organisations:
            if key in self._by_organisation and name not in self._by_organisation[key]:
                fix = f"Add it under values: in messages/organisations/{key}.yaml."
                return Unknown(f"{self._titles[key]} has no value “{name}”.", fix)
        return None
