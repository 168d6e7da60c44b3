"""Putting a file where a person asked for it, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from gongkai.report.model import ReportError


def put(target: Path, data: bytes) -> None:
    """Write the whole file or none of it: a half-written report must not stand where one is looked for.

    Raises ReportError, saying why, if the system refuses.
    """
    if target.is_dir():
        raise ReportError("这是一个文件夹。请写明文件名。")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}-")
        half = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            half.chmod(0o666 & ~_umask())
            half.replace(target)
        except OSError:
            half.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise ReportError(f"写不进{target.parent}：{why(fault)}。请核对路径和权限。") from fault


def why(fault: OSError) -> str:
    """Say in Chinese what the system refused."""
    return {
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EISDIR: "这是一个文件夹",
        errno.ENOTDIR: "上级路径不是文件夹",
        errno.ENOSPC: "磁盘已满",
        errno.EROFS: "磁盘只读",
        errno.ENAMETOOLONG: "文件名太长",
    }.get(fault.errno or 0, fault.strerror or str(fault))


def _umask() -> int:
    """Return the mask for new files, which the system tells only by setting another."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
