"""Django's settings, from the environment.

CAMPAIGN_FOLDER    the folder that holds messages/ and assets/ (default: where you stand)
DATABASE_URL       postgresql://user:password@host:port/name (default: SQLite in the folder);
                   DATABASE_URL_FILE names a file that holds it
CAMPAIGN_PUBLIC_ADDRESS  where platforms fetch pictures; “campaign run” sets it to what
                   messages/campaign.yaml says (public_address), unless it is set already
CAMPAIGN_MONITORING_HOST  a name by which a monitor may ask for /healthz and /metrics, and
                   nothing else (default: none; on this machine they can be asked anyway)
CAMPAIGN_PICTURES  where pictures are kept: a folder, or s3://bucket/prefix?endpoint=…&region=…
                   (default: a folder of the campaign's own); see campaign/store/place.py
CAMPAIGN_SECRET_KEY  signs the names of shared pictures (default: a key kept in the folder)
CAMPAIGN_MAIL_…    the mail server for digests: see campaign/delivery/mail_settings.py
"""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from campaign.delivery import mail_settings
from campaign.library.public_address import host_of, origin_of
from campaign.secret import secret
from campaign.store.place import storage


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A read followed by a write must hold the write lock from the start, and a commit
            # must survive a power cut: it is what stands between a post and its twin.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


_OPTIONS = {
    "application_name",
    "connect_timeout",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}


# One transaction of ours takes milliseconds, and while it is open it may hold the lock that every
# other change waits for. A machine that freezes or is cut off in the midst of one must not keep
# all others, and every “campaign stop”, waiting: the database ends it. And a machine that is cut
# off notices it by itself, rather than wait for ever for an answer that went nowhere.
#
# What is prepared (campaign/store/prepared.py) is planned once for each connection: planned for the
# values at hand, as PostgreSQL does the first five times, each claim takes longer than all the rest
# of it. Prepared is only what asks to be; psycopg wants a threshold all the same.
_SESSION = {
    "options": "-c idle_in_transaction_session_timeout=5s -c plan_cache_mode=force_generic_plan",
    "prepare_threshold": 5,
    "tcp_user_timeout": "20000",  # milliseconds
    "keepalives_idle": "10",  # seconds, like the next
    "keepalives_interval": "5",
    "keepalives_count": "3",
}


class UnknownDatabase(Exception):
    """DATABASE_URL names a kind of database the program does not know."""


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise UnknownDatabase(
            "DATABASE_URL must begin with postgresql://; without it the program keeps a "
            "SQLite database in the folder."
        )
    try:
        port = str(parts.port or "")
    except ValueError:  # its words would quote a password that was not escaped
        raise UnknownDatabase(
            "DATABASE_URL cannot be read: in its password write / as %2F, @ as %40, : as %3A."
        ) from None
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(options.keys() - _OPTIONS):
        raise UnknownDatabase(
            f"DATABASE_URL has the option {unknown[0]}, which is not known here: "
            f"{', '.join(sorted(_OPTIONS))} are."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": None,  # the worker closes broken ones around every task
        "OPTIONS": {"connect_timeout": "10", **_SESSION, **options},
    }


FOLDER = Path(os.environ.get("CAMPAIGN_FOLDER", ".")).resolve()
STATE = FOLDER / ".campaign"
_url = secret("DATABASE_URL")
DATABASES = {"default": _database(_url) if _url else _sqlite(STATE / "campaign.sqlite3")}

INSTALLED_APPS = ["campaign.store", "campaign.web"]
if _url and find_spec("procrastinate"):  # the tables of the queue; SQLite cannot hold them
    INSTALLED_APPS.append("procrastinate.contrib.django")
ROOT_URLCONF = "campaign.web.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = False
STORAGES = {"default": storage(os.environ.get("CAMPAIGN_PICTURES", "").strip(), STATE / "pictures")}
# The pages sign nothing that must outlive the process.
SECRET_KEY = secret("CAMPAIGN_SECRET_KEY") or secrets.token_hex(32)
PUBLIC_ADDRESS = os.environ.get("CAMPAIGN_PUBLIC_ADDRESS", "").strip().rstrip("/")
PUBLIC_HOST = host_of(PUBLIC_ADDRESS)
MONITORING_HOST = os.environ.get("CAMPAIGN_MONITORING_HOST", "").strip().lower()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [PUBLIC_HOST, MONITORING_HOST])]
# Only the page of a hand-off is written to; a proxy in front of it speaks https for us.
CSRF_TRUSTED_ORIGINS = [origin_of(PUBLIC_ADDRESS)] if origin_of(PUBLIC_ADDRESS) else []
CSRF_FAILURE_VIEW = "campaign.web.handoff.refused"
DEBUG = False
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "campaign.web.shared.nothing_else",
    "django.middleware.common.CommonMiddleware",
    "campaign.web.headers.strict_headers",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": []},
    }
]
_mail = mail_settings.read()
EMAIL_FAULT = _mail.fault  # why no mail can be sent; "" when it can
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.tls == "starttls", _mail.tls == "tls"
EMAIL_TIMEOUT = 20  # seconds for one answer
DEFAULT_FROM_EMAIL = _mail.sender
LOGGING = {"version": 1, "disable_existing_loggers": False}
LOGGING_CONFIG = None
