"""LinkedIn small enough to read: it cuts bare text, refuses duplicates, hides members' posts.

As a process of its own; every accepted post is a line of the ledger:

    python -m tests.servers.fake_linkedin 31040 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from tests.servers import linkedin_contract as contract
from tests.servers.fake import Fake, Refusal, Request

PAGE, MEMBER = "urn:li:organization:5583111", "urn:li:person:AbC-123_x"
CLIENT = {"client_id": "cl1ent-of-northshire", "client_secret": "cl1ent-s3cret-of-northshire"}
REFRESH = "r3fresh-token-of-northshire"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8")
CODES = {401: "INVALID_ACCESS_TOKEN", 403: "ACCESS_DENIED", 404: "NOT_FOUND", 422: "INVALID"}
RIGHTS = {
    "list": "read",
    "post": "read",
    "image": "read",
    "statistics": "admin",
    "audience": "admin",
}
RIGHTS |= {"organization": "admin", "userinfo": "profile"}


def trouble(status: int, message: str, **more: object) -> dict[str, object]:
    """Return the body of an error as LinkedIn writes it."""
    return {"status": status, "code": CODES.get(status, "ERROR"), "message": message, **more}


def duplicate(urn: str) -> dict[str, object]:
    """Return the body of a refusal as a duplicate."""
    kind = "com.linkedin.content.common.exception.BadRequestResponseException"
    fault = {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
    return {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"{kind}: Content is a duplicate of {urn}",
        "errorDetails": {"inputErrors": [fault]},
        "status": 422,
    }


@dataclass
class Picture:
    """One upload."""

    owner: str
    data: bytes = b""
    asked: int = 0


@dataclass
class Post:
    """One post; ``ghost`` once it was deleted, while LinkedIn still takes it for there."""

    id: str
    body: dict[str, Any]
    at: datetime
    ghost: bool = False


class FakeLinkedIn(Fake):
    """LinkedIn with one page and one member, and all they have posted."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "initialize": ("POST", "/rest/images"),
        "upload": ("PUT", r"/dms-uploads/([\w-]+)/uploaded-image/0"),
        "image": ("GET", "/rest/images/([^/]+)"),
        "create": ("POST", "/rest/posts"),
        "list": ("GET", "/rest/posts"),
        "post": ("GET", "/rest/posts/([^/]+)"),
        "delete": ("DELETE", "/rest/posts/([^/]+)"),
        "statistics": ("GET", "/rest/organizationalEntityShareStatistics"),
        "audience": ("GET", "/rest/networkSizes/([^/]+)"),
        "organization": ("GET", r"/rest/organizations/(\d+)"),
        "userinfo": ("GET", "/v2/userinfo"),
        "renew": ("POST", "/oauth/v2/accessToken"),
    }
    WRITE: ClassVar[str] = "create"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("initialize", "upload", "image", "create")

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.made: dict[str, Post] = {}
        self.pictures: dict[str, Picture] = {}
        self.rights = {"read", "admin", "profile"}  # the token's, besides posting
        self.reads_members = False  # r_member_social is for few
        self.processing = 0  # questions after a picture that are answered "not yet"
        self.failing = False  # pictures turn out to be unreadable
        self.upload_to = ""  # the server pictures are to be sent to; empty: this one
        self.allows_repeats = False
        self.refresh = REFRESH
        self.kind = "share"
        self.unseen: set[str] = set()  # posts it has no figures of

    @property
    def shown(self) -> list[Post]:
        return [post for post in self.made.values() if not post.ghost]

    @property
    def posts(self) -> dict[str, str]:
        return {one.id: contract.shown(one.body["commentary"])[0] for one in self.shown}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one.id: [image["altText"] for image in _images(one.body)] for one in self.shown}

    def new_id(self) -> str:
        with self.lock:
            self._last = max(self._last + 1, int(self.now().timestamp() * 1000) << 22)
            return str(self._last)

    def words(self, code: int) -> object:
        return trouble(code, f"No, says the fake ({code})")

    def authorise(self, request: Request, step: str) -> None:
        if step == "renew":
            return
        super().authorise(request, step)
        faults = contract.query_faults(step, request.query)
        if request.path.startswith("/rest/"):
            faults += contract.header_faults(request.headers, step)
        if faults:
            self.violation(request, faults)
        if step in RIGHTS and RIGHTS[step] not in self.rights:
            no = f"Not enough permissions to access: {step}.GET"
            raise Refusal(403, trouble(403, no, serviceErrorCode=100))

    # -- pictures -----------------------------------------------------------------------------

    def do_initialize(self, request: Request) -> Any:
        body = request.json()
        if request.query != {"action": "initializeUpload"}:
            self.violation(request, ["action is not initializeUpload"])
        owner = body["initializeUploadRequest"]["owner"]
        name = f"D4E-{self.new_id()}"
        self.pictures[f"urn:li:image:{name}"] = Picture(owner)
        place = (
            f"{self.upload_to or self.url}/dms-uploads/{name}/uploaded-image/0?ca=v&e=2147483647"
        )
        return {"value": {"uploadUrl": place, "image": f"urn:li:image:{name}"}}

    def do_upload(self, request: Request, name: str) -> Any:
        if not request.body.startswith(PICTURES):
            raise Refusal(400, trouble(400, "The media type is not supported"))
        self.pictures[f"urn:li:image:{name}"].data = request.body
        return 201, None

    def do_image(self, request: Request, urn: str) -> Any:
        picture = self.pictures.get(urn)
        if picture is None:
            raise Refusal(404, trouble(404, "Not found"))
        if ":person:" in picture.owner and not self.reads_members:
            raise Refusal(403, trouble(403, "Not enough permissions to access: images.GET"))
        picture.asked += 1
        status = "AVAILABLE" if picture.asked > self.processing else "PROCESSING"
        status = "PROCESSING_FAILED" if self.failing else status
        status = status if picture.data else "WAITING_UPLOAD"
        return {"owner": picture.owner, "status": status, "id": urn}

    # -- posts --------------------------------------------------------------------------------

    def do_create(self, request: Request) -> Any:
        body = request.json()
        if faults := contract.post_faults(body):
            self.violation(request, faults)
        if len(body["commentary"].encode("utf-16-le")) // 2 > 3000:
            raise Refusal(422, trouble(422, "commentary is too long"))
        for urn in self._named(body):
            picture = self.pictures.get(urn)
            if picture is None or not picture.data or picture.owner != body["author"]:
                raise Refusal(400, trouble(400, f"{urn} is not available"))
        with self.lock:
            self._refuse_twins(body)
            post = Post(f"urn:li:{self.kind}:{self.new_id()}", body, self.now())
            self.made[post.id] = post
        self.write_down(id=post.id, text=self.posts[post.id])
        return 201, None, {"x-restli-id": post.id}

    def _named(self, body: dict[str, Any]) -> list[str]:
        article = body.get("content", {}).get("article", {})
        thumbnail = [article["thumbnail"]] if "thumbnail" in article else []
        return [image["id"] for image in _images(body)] + thumbnail

    def _refuse_twins(self, body: dict[str, Any]) -> None:
        same = [p for p in self.made.values() if p.body["commentary"] == body["commentary"]]
        twins = [p for p in same if p.body["author"] == body["author"]]
        if not twins or self.allows_repeats:
            return
        name = f"urn:li:share:{self.new_id()}" if twins[-1].ghost else twins[-1].id
        raise Refusal(422, duplicate(name))

    def do_list(self, request: Request) -> Any:
        author, query = request.query["author"], request.query
        self._may_read(author)
        if query["q"] != "author" or query["sortBy"] not in {"LAST_MODIFIED", "CREATED"}:
            self.violation(request, ["the finder is malformed"])
        newest = sorted(self.shown, key=lambda post: int(post.id.rpartition(":")[2]), reverse=True)
        own = [self.page(post) for post in newest if post.body["author"] == author]
        start, count = int(query.get("start", "0")), min(int(query.get("count", "10")), 100)
        paging = {"start": start, "count": count, "links": []}
        return {"paging": paging, "elements": own[start : start + count]}

    def do_post(self, request: Request, urn: str) -> Any:
        post = self.made.get(urn)
        if post is None or post.ghost:
            raise Refusal(404, trouble(404, f"Could not find entity {urn}"))
        self._may_read(post.body["author"])
        return self.page(post)

    def do_delete(self, request: Request, urn: str) -> Any:
        if not re.fullmatch(r"urn:li:(share|ugcPost):\d+", urn):
            raise Refusal(400, trouble(400, "Invalid urn"))
        if urn in self.made:
            self.made[urn].ghost = True
        return 204, None

    def page(self, post: Post) -> dict[str, object]:
        """Return a post as LinkedIn shows it to those who may read it."""
        at = int(post.id.rpartition(":")[2]) >> 22
        times = {"createdAt": at, "publishedAt": at, "lastModifiedAt": at}
        return {"id": post.id, **post.body, **times, "lifecycleStateInfo": {}}

    def _may_read(self, author: str) -> None:
        if ":person:" in author and not self.reads_members:
            raise Refusal(403, trouble(403, "Not enough permissions to access: posts.FINDER"))

    # -- figures, names, tokens ---------------------------------------------------------------

    def do_statistics(self, request: Request) -> Any:
        query = request.query
        if query.get("organizationalEntity") != PAGE:
            self.violation(request, ["organizationalEntity is not the page"])
        found = []
        for kind, name in (("share", "shares"), ("ugcPost", "ugcPosts")):
            asked = query.get(name, "List()").removeprefix("List(").removesuffix(")")
            there = [one for one in asked.split(",") if one in self.posts.keys() - self.unseen]
            found += [{kind: urn, "totalShareStatistics": FIGURES} for urn in there]
        return {"elements": found}

    def do_audience(self, request: Request, page: str) -> Any:
        if page != PAGE or request.query != {"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"}:
            self.violation(request, ["that is not the question for a page's followers"])
        return {"firstDegreeSize": 512}

    def do_organization(self, request: Request, number: str) -> Any:
        if number != PAGE.rpartition(":")[2]:
            raise Refusal(404, trouble(404, "Not found"))
        return {"id": int(number), "localizedName": "Northshire Police", "vanityName": "northshire"}

    def do_userinfo(self, request: Request) -> Any:
        return {"sub": MEMBER.rpartition(":")[2], "name": "Chief of Northshire Police"}

    def do_renew(self, request: Request) -> Any:
        expected = {"grant_type": "refresh_token", "refresh_token": self.refresh, **CLIENT}
        if request.form() != expected:
            raise Refusal(400, {"error": "invalid_grant", "error_description": "No such token."})
        self.token = f"acc3ss-token-{self.new_id()}"
        said = {"access_token": self.token, "expires_in": 5_184_000}
        return said | {"refresh_token": self.refresh, "refresh_token_expires_in": 31_000_000}


FIGURES = {
    "uniqueImpressionsCount": 750,
    "impressionCount": 900,
    "clickCount": 12,
    "likeCount": 30,
    "commentCount": 4,
    "shareCount": 5,
    "engagement": 0.0567,
}


def _images(body: Mapping[str, Any]) -> list[dict[str, str]]:
    content = body.get("content", {})
    return (
        [content["media"]]
        if "media" in content
        else content.get("multiImage", {}).get("images", [])
    )


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this fake."""
    secrets = {"token": FakeLinkedIn.TOKEN, "refresh_token": REFRESH, **CLIENT}
    options = {"author": PAGE}
    return {"platform": "linkedin", "base_url": url, "secrets": secrets, "options": options}


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake LinkedIn on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    asked = parser.parse_args()
    server = FakeLinkedIn(asked.port, ledger=asked.ledger)
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
