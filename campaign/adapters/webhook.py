"""A web team's own server: each post is sent to it as a signed message.

The message keeps to Standard Webhooks: ``webhook-id`` is the post's key, the same on every
attempt, and a receiver that keeps to the standard takes an id once. So a repeat is exact, and
in a doubt the message is simply sent again. Any 2xx is a yes, whatever else it says.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    AdapterError,
    BadContent,
    Barred,
    Capabilities,
    Content,
    Disconnected,
    PostKey,
    Receipt,
)
from campaign.adapters.address import check_address, web_address
from campaign.adapters.http import Http, Response
from campaign.adapters.limits import LIMITS
from campaign.adapters.webhook_message import deletion, ping, post
from campaign.adapters.webhook_signature import Signer

NO_MORE = (
    "The receiver of this webhook says that it wants no more messages (410 Gone)."
    " Ask whoever runs it, then change the channel's base_url or use the channel again."
)


class Webhook(Adapter):
    """One receiver; ``base_url`` is the whole address that messages are posted to."""

    name: ClassVar[str] = "webhook"
    capabilities: ClassVar[Capabilities] = LIMITS["webhook"]
    secrets: ClassVar[tuple[str, ...]] = ("secret",)
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = (("secret", "previous_secret"),)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._signer = Signer(account.secrets)

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        answer = self._send(key.value, post(self.account, content, key), creates=True)
        return Receipt(key.value, _address(answer), key.at)

    @override
    def delete(self, remote_id: str) -> None:
        if remote_id:
            message = deletion(self.account, remote_id)
            self._send(f"{remote_id}.deleted", message, creates=False)

    @override
    def identify(self) -> str:
        """Send a message of a kind that receivers pass over, signed like all others."""
        name = f"ping-{self.account.clock().timestamp():.0f}"
        answer = self._send(name, ping(self.account, name), creates=False)
        return f"messages to {answer.host}"

    def _send(self, name: str, message: Mapping[str, Any], *, creates: bool) -> Response:
        data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        headers = self._signer.headers(name, self.account.clock(), data)
        line, path = self._line()
        return line.send("POST", path, creates=creates, headers=headers, data=data)

    def _line(self) -> tuple[Http, str]:
        parts = urlsplit(check_address(self.account.base_url))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line = Http(
            f"{parts.scheme}://{parts.netloc}",
            headers={"Content-Type": "application/json"},
            secrets=self.account.secrets.values(),
            meaning=_meaning,
            permit=self.account.permit,
            heard=self.account.heard,
        )
        return line, path


def _meaning(response: Response) -> AdapterError | None:
    if response.status == 410:  # noqa: PLR2004  (the standard's word for "stop")
        return Barred(NO_MORE)
    if response.status in {401, 403}:
        return Disconnected(
            f"{response.host} does not accept this webhook's signature ({response.status})."
            " Give both sides the same secret, and see that both clocks are right."
        )
    return None


def _address(answer: Response) -> str:
    """Return where the receiver says that the post can be seen; empty when it does not say."""
    try:
        return web_address(json.loads(answer.body)["url"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
