"""Whether a folder lies on another machine, which does not tell this one of edits made there."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")  # Linux; see proc_pid_mountinfo(5)
_ELSEWHERE = frozenset(
    {"9p", "afs", "ceph", "cifs", "drvfs", "glusterfs", "ncpfs", "nfs", "nfs4", "prl_fs"}
    | {"smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "fuse.sshfs", "fuse.rclone"}
    | {"fuse.glusterfs", "fuse.s3fs", "fuse.vmhgfs-fuse", "fuse.davfs", "fuse.davfs2"}
)
"""Kinds of file systems whose files others can change behind this machine's back."""
_OCTAL = re.compile(r"\\([0-7]{3})")  # how a blank stands in a mount point


def is_elsewhere(folder: Path) -> bool:
    """Tell whether edits in a folder may be made on another machine."""
    path = folder.resolve()
    if str(path).startswith("\\\\"):
        return True  # a share, as Windows writes it
    try:
        mounts = _MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return False
    return kind(path, mounts) in _ELSEWHERE


def kind(path: Path, mounts: str) -> str:
    """Return the kind of file system a path (absolute, no links) is on; "" if it is not told.

    ``mounts`` is the text of a mountinfo file. Of mounts at one place the last one is seen.
    """
    found, deepest = "", -1
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) <= _POINT:
            continue
        point = Path(_OCTAL.sub(lambda m: chr(int(m[1], 8)), fields[_POINT]))
        if path.is_relative_to(point) and len(point.parts) >= deepest:
            found, deepest = after.split(" ")[0], len(point.parts)
    return found


_POINT = 4  # the field of a line that holds the mount point
