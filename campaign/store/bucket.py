"""Pictures in a bucket: django-storages, with patience that fits between a claim and its lease."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

CONNECT, READ = 3.05, 15.0  # seconds; a picture has at most some megabytes
TRIES = 2


class Bucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """An S3-compatible store that is given up on within a minute, and keeps names as they are."""

    def __init__(self, **settings: Any) -> None:
        patience = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            # Other makers' stores do not know the newest checksums of AWS.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=patience, querystring_auth=False, **settings)

    @property
    def bucket(self) -> Any:
        """Return the bucket by the thread's own connection: boto3's are not to be shared."""
        return self.connection.Bucket(self.bucket_name)
