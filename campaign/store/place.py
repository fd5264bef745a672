"""Where pictures are kept: a folder, or a bucket of an S3-compatible store.

``CAMPAIGN_PICTURES`` says it: the path of a folder, such as a share that all machines see, or

    s3://bucket/prefix?endpoint=https://s3.northshire.example&region=eu-west-2

with both options left out at AWS itself. The keys come from where every such program finds them:
``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, or the role of the machine.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_OPTIONS = {"endpoint": "endpoint_url", "region": "region_name"}


class UnknownPlace(Exception):
    """CAMPAIGN_PICTURES cannot be used; the message says why and what to write."""


def storage(named: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the storage; ``folder`` is used where nothing is named."""
    if not named:
        return _folder(folder)
    if named.startswith("s3://"):
        return _bucket(named)
    if "://" in named or not Path(named).is_absolute():
        raise UnknownPlace(
            "CAMPAIGN_PICTURES must be the whole path of a folder, or begin with s3://; without "
            "it pictures are kept in the campaign's folder."
        )
    return _folder(Path(named))


def _folder(path: Path) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(path)},
    }


def _bucket(url: str) -> dict[str, Any]:
    if not find_spec("storages"):
        raise UnknownPlace(
            "CAMPAIGN_PICTURES names a bucket, and what speaks to it is not installed here: "
            "python -m pip install 'campaign[cluster]'."
        )
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(options.keys() - _OPTIONS.keys()):
        raise UnknownPlace(
            f"CAMPAIGN_PICTURES has the option {unknown[0]}, which is not known here: "
            f"{', '.join(_OPTIONS)} are."
        )
    if not parts.netloc or "@" in parts.netloc:
        raise UnknownPlace(
            "CAMPAIGN_PICTURES must name a bucket, as in s3://bucket/prefix; its keys stand in "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    return {
        "BACKEND": "campaign.store.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            **{_OPTIONS[name]: value for name, value in options.items()},
        },
    }
