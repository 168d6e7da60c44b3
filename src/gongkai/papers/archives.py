"""ZIP files, opened within bounds and without trust in what they declare: archives and Office files alike."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.papers.errors import Refused
from gongkai.papers.limits import MEGABYTE, Limits

_FAULTS = (  # what `zipfile` raises on damaged files
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError, OverflowError, IndexError, KeyError),
)
_DRIVE = re.compile(r"^[A-Za-z]:")
_UTF8 = 0x800  # the flag that says a member's name is UTF-8
_ENCRYPTED = 0x1 | 0x40 | 0x2000


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of a ZIP by name, folders left out, in the order of the file."""

    members: dict[str, zipfile.ZipInfo]
    _file: zipfile.ZipFile
    _folded: dict[str, str]

    def find(self, name: str) -> str:
        """Return a member's name as it is written, "" if there is none; Office does not regard case."""
        return name if name in self.members else self._folded.get(name.lower(), "")

    def read(self, name: str) -> bytes:
        """Return what a member holds. Refused if it is damaged or holds more than it declares."""
        info = self.members[name]
        try:
            with self._file.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except _FAULTS as fault:
            raise Refused(
                "broken", f"文件里的“{shown(name)}”已损坏，无法打开。请重新取得文件，再上传。"
            ) from fault
        if len(data) != info.file_size:
            raise Refused("broken", f"文件里的“{shown(name)}”与登记的大小不符。请重新压缩或另存后上传。")
        return data


def shown(name: str) -> str:
    """Return a member's name short enough, and printable, for a message."""
    clean = "".join(char if char.isprintable() else "�" for char in name)
    return clean if len(clean) <= 60 else f"{clean[:40]}…{clean[-15:]}"


def open_archive(data: bytes, limits: Limits, members: int | None = None) -> Archive:
    """Open a ZIP and look at its table before anything is unpacked.

    Raises Refused for one that is damaged or locked, that unpacks beyond the bounds of `limits` (or
    holds more than `members` files), or whose names lead out of the folder it is unpacked in.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        infos = file.infolist()
    except _FAULTS as fault:
        raise Refused("broken", "文件已损坏或不完整，无法打开。请重新取得文件，再上传。") from fault
    most = limits.archive_members if members is None else members
    if len(infos) > most:
        raise Refused("bomb", f"里面有{len(infos)}个文件，超过{most}个的上限。请分成几个压缩包上传。")
    total = sum(info.file_size for info in infos)
    if total > limits.archive_bytes:
        raise Refused(
            "bomb",
            f"解压后有{total // MEGABYTE}MB，超过{limits.archive_bytes // MEGABYTE}MB的上限，没有打开。"
            "请减少内容，或分成几个文件上传。",
        )
    found: dict[str, zipfile.ZipInfo] = {}
    folded: dict[str, str] = {}
    for info in infos:
        if info.is_dir():
            _check_name(_name(info).rstrip("/"), info)
            continue
        name = _name(info)
        _check_name(name, info)
        _check_member(info, name, limits)
        if name.lower() in folded:
            raise Refused("odd", f"里面有两个都叫“{shown(name)}”的文件。请重新压缩或另存后上传。")
        found[name] = info
        folded[name.lower()] = name
    return Archive(found, file, folded)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as its maker wrote it: without the flag, Chinese Windows writes GBK."""
    raw = info.orig_filename
    if info.flag_bits & _UTF8:
        return raw
    try:
        written = raw.encode("cp437")
    except UnicodeEncodeError:
        return raw
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw


def _check_name(name: str, info: zipfile.ZipInfo) -> None:
    plain = name.replace("\\", "/")
    if (
        plain.startswith("/")
        or _DRIVE.match(plain)
        or ".." in plain.split("/")
        or "\x00" in name
        or not plain
    ):
        raise Refused(
            "path",
            f"里面的“{shown(name)}”指向压缩包以外的位置，可能有害，没有打开。请重新压缩这些文件后上传。",
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("path", f"里面的“{shown(name)}”是指向别处的链接，不是文件。请放入文件本身后重新压缩。")


def _check_member(info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise Refused("encrypted", "文件加了密码，无法检查。请去掉密码后再上传。")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("odd", f"里面的“{shown(name)}”用了不常见的压缩方式。请用普通的ZIP方式重新压缩。")
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise Refused("bomb", f"里面的“{shown(name)}”解压后大得不正常，没有打开。请重新压缩或另存后上传。")


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of these files in this order, the same bytes for the same files on any day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)  # 1980-01-01: a ZIP knows no earlier day
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return out.getvalue()
