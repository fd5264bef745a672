"""Adapters that each break one promise of the contract, to prove that the contract sees it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from campaign.adapter import (
    Adapter,
    AdapterError,
    BadContent,
    Can,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Metrics,
    PostKey,
    Receipt,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
    Withheld,
)
from campaign.adapters.mastodon import Mastodon
from campaign.adapters.mastodon_status import read_stage

FAULTS: dict[type[Adapter], str] = {}
"""Each faulty adapter with the promise it breaks."""


def breaks(promise: str) -> Callable[[type[Adapter]], type[Adapter]]:
    def note(faulty: type[Adapter]) -> type[Adapter]:
        FAULTS[faulty] = promise
        return faulty

    return note


@breaks("test_it_declares_what_it_overrides")
class ClaimsWhatItHasNot(Mastodon):
    capabilities = replace(Mastodon.capabilities, can=frozenset(Can))


@breaks("test_it_declares_what_it_overrides")
class HidesWhatItCan(Mastodon):
    capabilities = replace(Mastodon.capabilities, can=frozenset({Can.FIND}))


@breaks("test_what_it_cannot_do_says_so")
class AnswersForWhatItCannotDo(Mastodon):
    def resume(self, handle):
        return None


@breaks("test_it_counts_to_the_limit_and_no_further")
class LetsOneCharacterTooManyPass(Mastodon):
    def check(self, content):
        cut = replace(content, text=content.text[:-1])
        return super().check(cut)


@breaks("test_it_asks_for_alt_text")
class ForgetsToCheck(Mastodon):
    def check(self, content):
        return []


@breaks("test_staging_shows_nothing")
class PublishesBeforeStagingIsWrittenDown(Mastodon):
    def publish(self, content, key):
        staged = super().publish(content, key)
        super().release(content, key, staged.handle)
        return staged


@breaks("test_staging_shows_nothing")
class ClaimsTwoStepsAndTakesOne(Mastodon):
    def publish(self, content, key):
        return super().release(content, key, super().publish(content, key).handle)


@breaks("test_staging_shows_nothing")
class StagesNobodyKnowsWhat(Mastodon):
    def publish(self, content, key):
        return replace(super().publish(content, key), handle="")


@breaks("test_staging_shows_nothing")
class IsNeverReady(Mastodon):
    def release(self, content, key, handle):
        return Staged(handle, 2)


@breaks("test_what_is_staged_holds_no_secret")
class StagesItsSecret(Mastodon):
    def publish(self, content, key):
        return Staged(f"https://social.example/media?token={self._token}")


@breaks("test_what_is_staged_outlives_a_restart")
class KeepsInMemoryWhatItStaged(Mastodon):
    def publish(self, content, key):
        self.staged = super().publish(content, key)
        return Staged("1")

    def release(self, content, key, handle):
        return super().release(content, key, self.staged.handle)


@breaks("test_what_is_staged_outlives_a_restart")
class ForgetsTheAltTextOnRelease(Mastodon):
    def release(self, content, key, handle):
        images = tuple(replace(image, alt="") for image in content.images)
        staged = super().publish(replace(content, images=images), key)
        return super().release(content, key, staged.handle)


@breaks("test_what_is_staged_outlives_a_restart")
class ForgetsTheWordsOnRelease(Mastodon):
    def release(self, content, key, handle):
        return super().release(replace(content, text="Look."), key, handle)


@breaks("test_releasing_twice_makes_one_post")
class MakesANewContainerOnRelease(Mastodon):
    def release(self, content, key, handle):
        staged = super().publish(content, key)
        return super().release(content, PostKey(f"{time.time_ns():032x}", key.at), staged.handle)


@breaks("test_it_asks_permission_first")
class AsksNoPermissionOnRelease(Mastodon):
    def release(self, content, key, handle):
        self._http._permit = lambda: None
        return super().release(content, key, handle)


@breaks("test_it_asks_permission_first")
class LosesWhatItStagedWhenItIsHeld(Mastodon):
    def release(self, content, key, handle):
        try:
            return super().release(content, key, handle)
        except Withheld:
            self._send("POST", "/api/v1/statuses", json={"status": "Held."}, creates=False)
            raise


@breaks("test_it_publishes_up_to_the_limit")
class RefusesWhatThePlatformTakes(Mastodon):
    capabilities = replace(Mastodon.capabilities, text_limit=600)


@breaks("test_it_publishes")
class ChangesTheWords(Mastodon):
    def publish(self, content, key):
        text = content.text.replace("\n", " ")
        return super().publish(replace(content, text=text), key)


@breaks("test_it_publishes")
class GivesAReceiptWithoutAZone(Mastodon):
    def publish(self, content, key):
        receipt = super().publish(content, key)
        bare = receipt.published_at.replace(tzinfo=None)
        return replace(receipt, published_at=bare)


@breaks("test_it_publishes")
class GivesAReceiptThatLeadsNowhere(Mastodon):
    def publish(self, content, key):
        return replace(super().publish(content, key), remote_id="7")


@breaks("test_it_asks_permission_first")
class AsksNoPermission(Mastodon):
    def __init__(self, account):
        super().__init__(account)
        self._http._permit = lambda: None


@breaks("test_it_asks_permission_first")
class AsksPermissionTooLate(Mastodon):
    def __init__(self, account):
        super().__init__(account)
        self._http._permit = lambda: None

    def publish(self, content, key):
        receipt = super().publish(content, key)
        self.account.permit()
        return receipt


@breaks("test_every_picture_carries_its_alt_text")
class LosesTheAltText(Mastodon):
    def publish(self, content, key):
        images = tuple(replace(i, alt="") for i in content.images)
        return super().publish(replace(content, images=images), key)


@breaks("test_every_picture_carries_its_alt_text")
class TurnsThePicturesRound(Mastodon):
    def publish(self, content, key):
        images = content.images[::-1]
        return super().publish(replace(content, images=images), key)


@breaks("test_a_key_makes_repeats_harmless")
class MakesANewKeyEachTime(Mastodon):
    def publish(self, content, key):
        key = PostKey(f"{time.time_ns():032x}", key.at)
        return super().publish(content, key)


@breaks("test_a_key_makes_repeats_harmless")
class RemembersKeysOnlyByItself(Mastodon):
    def publish(self, content, key):
        done = vars(self).setdefault("done", {})
        if key not in done:
            own = PostKey(f"{id(self):032x}", key.at)
            done[key] = super().publish(content, own)
        return done[key]


@breaks("test_two_keys_are_two_posts")
class MakesOnePostOfTwo(Mastodon):
    def publish(self, content, key):
        return super().publish(content, PostKey("0" * 32, key.at))


@breaks("test_it_finds_its_post_and_no_other")
class FindsTheNewestWhateverItSays(Mastodon):
    def _look(self, since, ours):
        return super()._look(since, lambda status: True)


@breaks("test_it_finds_its_post_and_no_other")
class FindsWhatItRemembers(Mastodon):
    def publish(self, content, key):
        self.last = super().publish(content, key)
        return self.last

    def find(self, content, key, since, handle=""):
        return getattr(self, "last", None)


@breaks("test_it_does_not_adopt_an_earlier_twin")
class AdoptsTheTwinOfLastWeek(Mastodon):
    def find(self, content, key, since, handle=""):
        return super().find(content, key, since - timedelta(days=7))


@breaks("test_it_deletes_twice")
class DeletesOnlyOnce(Mastodon):
    def delete(self, remote_id):
        self._send("DELETE", f"/api/v1/statuses/{remote_id}")


@breaks("test_it_deletes_twice")
class DeletesEverything(Mastodon):
    def delete(self, remote_id):
        for one in self._send("GET", "/api/v1/accounts/101/statuses").json():
            super().delete(one["id"])


@breaks("test_a_part_names_the_part_before_it")
class ForgetsThePartBefore(Mastodon):
    def publish(self, content, key):
        return super().publish(replace(content, reply_to=None), key)


@breaks("test_a_part_without_the_part_before_it_is_refused")
class PostsAPartAlone(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Gone:
            return super().publish(replace(content, reply_to=None), key)


@breaks("test_a_part_without_the_part_before_it_is_refused")
class BlamesTheCredentialForAPartThatIsGone(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Gone as exc:
            raise Disconnected(str(exc)) from exc


@breaks("test_it_measures_only_what_is_there")
class MeasuresWhatIsGoneAsZero(Mastodon):
    def measure(self, remote_ids):
        found = super().measure(remote_ids)
        return {one: found.get(one, Metrics(reactions=0)) for one in remote_ids}


@breaks("test_it_reports_the_metrics_it_declares")
class ReportsWhatNobodyToldIt(Mastodon):
    def measure(self, remote_ids):
        found = super().measure(remote_ids)
        return {k: replace(v, impressions=0) for k, v in found.items()}


@breaks("test_it_knows_whom_it_speaks_as")
class PostsToFindOutWhoItIs(Mastodon):
    def identify(self):
        self.publish(Content("Is this on?"), PostKey("0" * 32, None))
        return super().identify()


@breaks("test_it_shows_no_secret_of_its_own")
class PrintsItsSecret(Mastodon):
    def __repr__(self):
        return f"Faulty({self._token})"


@breaks("test_each_mishap_has_one_meaning")
class PutsItsSecretIntoErrors(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except AdapterError as exc:
            raise type(exc)(f"It failed with {self._token}.") from exc


@breaks("test_each_mishap_has_one_meaning")
class HidesItsSecretInACause(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except AdapterError as exc:
            raise exc from ValueError(self._token)


@breaks("test_each_mishap_has_one_meaning")
class LogsItsSecret(Mastodon):
    def publish(self, content, key):
        logging.getLogger("faulty").debug("with %s", self._token)
        return super().publish(content, key)


@breaks("test_each_mishap_has_one_meaning")
class TriesAgainByItself(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Uncertain:
            return super().publish(content, key)


@breaks("test_each_mishap_has_one_meaning")
class Sleeps(Mastodon):
    def publish(self, content, key):
        time.sleep(0.001)
        return super().publish(content, key)


@breaks("test_each_mishap_has_one_meaning")
class TakesALostAnswerForANo(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Uncertain as exc:
            raise Deferred(str(exc)) from exc


@breaks("test_a_refused_post_is_not_there")
class CallsAPostRefusedThatIsThere(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except BadContent:
            super().publish(content, key)
            raise


@breaks("test_what_may_be_public_is_never_called_a_no")
class CallsAPublicPostUnstaged(Mastodon):
    def release(self, content, key, handle):
        if self._instead(read_stage(handle), self._http.until()):
            raise Unstaged("A picture is no longer there.")
        return super().release(content, key, handle)


@breaks("test_it_counts_followers_and_names_none")
class GivesTheFollowersNames(Mastodon):
    def followers(self):
        return ["@somebody@social.example"]


@breaks("test_a_wrong_credential_is_never_an_answer")
class TakesAWrongCredentialForANo(Mastodon):
    def find(self, content, key, since, handle=""):
        with suppress(Disconnected):
            return super().find(content, key, since)


@breaks("test_throttled_says_how_long")
class ForgetsHowLongToWait(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Throttled as exc:
            raise Throttled(str(exc)) from None


@breaks("test_it_finds_what_it_lost")
class FindsNothingAfterARestart(Mastodon):
    def publish(self, content, key):
        self.sent = True
        return super().publish(content, key)

    def find(self, content, key, since, handle=""):
        return super().find(content, key, since, handle) if hasattr(self, "sent") else None


@breaks("test_it_finds_nothing_where_nothing_arrived")
class FindsWhatNeverArrived(Mastodon):
    def find(self, content, key, since, handle=""):
        found = super().find(content, key, since)
        return found or Receipt("1", "https://social.example/1", since)


@breaks("test_the_key_settles_a_doubt")
class SettlesADoubtWithASecondPost(Mastodon):
    def publish(self, content, key):
        key = PostKey(f"{id(self):032x}", key.at)
        return super().publish(content, key)


@breaks("test_nobody_there_means_nothing_was_created")
class TakesSilenceForDoubt(Mastodon):
    def publish(self, content, key):
        try:
            return super().publish(content, key)
        except Deferred as exc:
            raise Uncertain(str(exc)) from exc


@breaks("test_nobody_there_means_nothing_was_released")
class TakesSilenceForUnstaged(Mastodon):
    def release(self, content, key, handle):
        try:
            return super().release(content, key, handle)
        except Deferred as exc:
            raise Unstaged(str(exc)) from exc
