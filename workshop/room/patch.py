"""Patches between views (RFC 7396): what is sent when something has changed.  Rules V1, V7."""

from typing import Any

from workshop.room.nouns import NEVER_KEYS
from workshop.room.views import Address, Object


def difference(before: Any, after: Any) -> Any:
    """Return the merge patch from one JSON object to another; `{}` when they are equal."""
    patch: Object = {}
    for name in before:
        if name not in after:
            patch[name] = None
    for name, value in after.items():
        was = before.get(name)
        if isinstance(was, dict) and isinstance(value, dict):
            if was == value:  # most are, and no field of ours turns from 1 into true
                continue
            inner = difference(was, value)
            if inner:
                patch[name] = inner
        elif name not in before or was != value or type(was) is not type(value):
            patch[name] = value
    return patch


def patch_of(published: dict[Address, Object], now: dict[Address, Object | None]) -> Object:
    """Return the patch from published objects to what they are now, and bring them up to date."""
    patch: Object = {}
    for address, value in now.items():
        was = published.get(address)
        if value is None:
            if was is not None:
                del published[address]
                patch.setdefault(address[0], {})[address[1]] = None
            continue
        change = value if was is None else difference(was, value)
        if was is not None and not change:
            continue
        published[address] = value
        if len(address) == 1:
            patch[address[0]] = change
        else:
            patch.setdefault(address[0], {})[address[1]] = change
    return patch


def merge(target: Any, patch: Any) -> Any:
    """Return `target` with a merge patch applied (RFC 7396); neither is changed."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if name in NEVER_KEYS:
            continue
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
