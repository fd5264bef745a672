"""One post on its way, as delivery carries it: the handle is kept, whatever happens next."""

from __future__ import annotations

import pytest

from campaign.adapter import (
    Adapter,
    Content,
    Outcome,
    PostKey,
    Processing,
    Receipt,
    Staged,
    Unstaged,
)
from campaign.testing.sample import KEY

STEPS = 100  # after which a post is not late but stuck


class Parcel:
    """A content under way to one platform.

    ``handle`` is what delivery would have written down: empty, or what was staged last. Give
    it to another parcel to go on as after a restart.
    """

    def __init__(
        self, adapter: Adapter, content: Content, key: PostKey = KEY, handle: str = ""
    ) -> None:
        self.adapter, self.content, self.key, self.handle = adapter, content, key, handle

    def step(self) -> Outcome:
        """Make one attempt: ``release`` what is staged, else ``publish``."""
        try:
            outcome = self._attempt()
        except Unstaged:
            self.handle = ""
            raise
        if not isinstance(outcome, Receipt):
            self._keep(outcome)
        return outcome

    def stage(self) -> str:
        """Do what comes before the creating call, and return the handle."""
        outcome = self.step()
        if not isinstance(outcome, Staged):
            pytest.fail(f"{self.adapter.name} claims release, and staged nothing")
        return self.handle

    def send(self) -> Receipt:
        """Go on until the post is out; an error says what became of it."""
        outcome = self.step()
        for _ in range(STEPS):
            if isinstance(outcome, Receipt):
                return outcome
            outcome = self._go_on(outcome)
        pytest.fail(f"the post was still not out after {STEPS} steps")

    def _attempt(self) -> Outcome:
        if self.handle:
            return self.adapter.release(self.content, self.key, self.handle)
        return self.adapter.publish(self.content, self.key)

    def _go_on(self, outcome: Staged | Processing) -> Outcome:
        if isinstance(outcome, Staged):
            return self.step()
        answer = self.adapter.resume(outcome.handle)
        if isinstance(answer, Processing):
            self._keep(answer)
        return answer

    def _keep(self, outcome: Staged | Processing) -> None:
        assert outcome.handle, "without a handle nobody knows what is staged"
        assert outcome.check_after is None or outcome.check_after >= 0, "nobody can wait backwards"
        self.handle = outcome.handle
