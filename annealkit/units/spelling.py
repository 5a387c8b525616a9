"""How people write units, brought to one plain spelling that is safe to hand to pint."""

from __future__ import annotations

import re

__all__ = ["spelled"]

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_PLAIN = str.maketrans(_SUPERSCRIPTS, "0123456789-+")
_REWRITES = (
    (re.compile(rf"([{_SUPERSCRIPTS}]+)"), lambda m: f"^{m[1].translate(_PLAIN)} "),
    (re.compile(r"(?:°|º|deg(?:rees?)?[ .])\s*([CF])\b|℃"), lambda m: f"deg{m[1] or 'C'}"),
    (re.compile(r"\b(mol|at)\s*\.?\s*(?:%|percent\b)"), lambda m: f" {m[1]}_pct "),
    (re.compile(r"\bf\.\s?u\."), lambda _: "formula_unit"),
    (re.compile(r"(?:Δ|\bdelta[ _])\s*(?:K|kelvin)\b"), lambda _: "kelvin"),
    (re.compile(r"(?:Δ|\bdelta[ _])\s*(deg[CF])\b"), lambda m: f"delta_{m[1]}"),
    (re.compile(r"%"), lambda _: " percent "),
    (re.compile(r"‰"), lambda _: " permille "),
    (re.compile(r"[ΩΩ]"), lambda _: "ohm"),
    (re.compile(r"[ÅÅ]"), lambda _: "angstrom"),
    (re.compile(r"[µμ](?=[A-Za-z])"), lambda _: "u"),
    (re.compile(r"[·⋅∙•]"), lambda _: " * "),
    (re.compile(r"−"), lambda _: "-"),
    (re.compile(r"\b([A-Za-z]+)(-?[1-9])(?![0-9A-Za-z_.])"), lambda m: f"{m[1]}^{m[2]}"),  # "m2 s-1"
)
_EXPONENT = re.compile(
    r"(?<=[A-Za-z_)])\s*(?:\^|\*\*)\s*(?:[+-]?[0-9]{1,2}(?:\.[0-9]{1,4})?|\([+-]?[0-9]{1,2}(?:[./][0-9]{1,4})?\))"
)
_SAFE = re.compile(r"(?:1\s*/)?[A-Za-z_0-9 */()@]*")
_LONGEST = 120


def spelled(unit: str) -> str | None:
    """A unit's text in plain ASCII that pint reads alike in every version, or None.

    Numbers may stand only as exponents (of at most two digits) and in a leading ``1/``: pint computes
    with numbers, and ``9^9^9^9`` would never end.
    """
    text = unit.strip()
    if text in ("", "1"):
        return "dimensionless"
    if len(text) > _LONGEST:
        return None
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\s+", " ", text).strip()
    text = f"1 {text}" if text.startswith("/") else text
    return text if _is_harmless(text) else None


def _is_harmless(text: str) -> bool:
    bare = _EXPONENT.sub("@", text)
    if re.search(r"@\s*(?:@|\*\*|\^)", bare) or "**" in bare or _SAFE.fullmatch(bare) is None:
        return False
    without_lead = re.sub(r"^1\s*/", "", bare)
    return re.search(r"(?<![A-Za-z_0-9])[0-9]", without_lead) is None
