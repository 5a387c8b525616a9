"""Readable mathematics as LaTeX: laws describe themselves in plain text, papers want them typeset."""

from __future__ import annotations

import re

__all__ = ["escaped", "indexed", "math"]

_FUNCTIONS = ("exp", "ln", "log", "max", "min", "cos", "sin", "tanh")
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "Γ": "Gamma",
    "δ": "delta",
    "Δ": "Delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "Σ": "Sigma",
    "τ": "tau",
    "φ": "phi",
    "Φ": "Phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Ω": "Omega",
}
_SIGNS = {
    "·": r"\cdot ",
    "×": r"\times ",
    "∫": r"\int ",
    "−": "-",
    "–": "-",
    "→": r"\to ",
    "≤": r"\leq ",
    "≥": r"\geq ",
    "≈": r"\approx ",
    "∞": r"\infty ",
    "√": r"\surd ",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "∑": r"\sum ",
    "°": r"^{\circ}",
    "…": r"\ldots ",
    "±": r"\pm ",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "~": r"\sim ",
    "\\": r"\backslash ",
}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", [*"0123456789-+n"], strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₋", [*"0123456789-"], strict=True))
#: Python counts raised digits as parts of a word.
_LETTER = rf"[^\W\d_{''.join(_RAISED)}]"
_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?:e[+−-]?\d+)?)"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|\d|[₀-₉])*(?:_\w+)*)"
    rf"|(?P<raised>[{''.join(_RAISED)}]+)"
    rf"|(?P<lowered>[{''.join(_LOWERED)}]+)"
    r"|(?P<power>\^[ ]*[−+-]?)"
    r"|(?P<space>\s+)"
    r"|(?P<sign>.)"
)
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPES |= {sign: f"\\{sign}" for sign in "#$%&_{}"}


def escaped(text: str) -> str:
    """Prose as LaTeX outside mathematics."""
    return "".join(_ESCAPES.get(sign, sign) for sign in text)


def math(text: str) -> str:
    """Readable mathematics, such as ``2e-07 m²/s · exp(−0.34 eV/kT)``, as LaTeX in math mode.

    Words and units stand upright, single letters and Greek ones in italics.
    """
    tokens = [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(text)]
    out: list[str] = []
    index = 0
    while index < len(tokens):
        kind, token = tokens[index]
        if kind == "power" and index + 1 < len(tokens) and tokens[index + 1][0] in ("number", "word"):
            sign = "-" if token[-1] in "−-" else ""
            out.append(f"^{{{sign}{_one(*tokens[index + 1])}}}")
            index += 2
            continue
        if kind == "space":
            out.append(_space(tokens, index))
        else:
            out.append(_one(kind, token))
        index += 1
    return "".join(out).strip()


def indexed(called: str) -> str:
    """``D[vacancy]``, a symbol with the name of its model, as LaTeX in math mode."""
    symbol, _, index = called.rstrip("]").partition("[")
    front = symbol if len(symbol) == 1 else rf"\mathrm{{{escaped(symbol)}}}"
    return rf"{front}_{{\mathrm{{{escaped(index)}}}}}" if index else math(called)


def _space(tokens: list[tuple[str, str]], index: int) -> str:
    """TeX drops blanks; between words and numbers they are meant."""
    ends = [tokens[place][0] for place in (index - 1, index + 1) if 0 <= place < len(tokens)]
    return r"\ " if len(ends) == 2 and all(kind in ("word", "number", "raised") for kind in ends) else " "


def _one(kind: str, token: str) -> str:
    if kind == "number":
        return _number(token)
    if kind == "word":
        return _word(token)
    if kind == "raised":
        return f"^{{{''.join(_RAISED[sign] for sign in token)}}}"
    if kind == "lowered":
        return f"_{{{''.join(_LOWERED[sign] for sign in token)}}}"
    if kind == "power":
        return r"\hat{\ }"
    return _SIGNS.get(token, token)


def _number(token: str) -> str:
    digits, _, exponent = token.partition("e")
    if not exponent:
        return digits
    return rf"{digits}\times 10^{{{int(exponent.replace('−', '-'))}}}"


def _word(token: str) -> str:
    name, _, index = token.partition("_")
    below = rf"_{{{_upright(index)}}}" if index else ""
    if name in _FUNCTIONS:
        return rf"\{name}{below} "
    return f"{_letter(name) if len(name) == 1 else _upright(name)}{below}"


def _letter(name: str) -> str:
    return rf"\{_GREEK[name]} " if name in _GREEK else name


def _upright(text: str) -> str:
    """Text as it is, Greek letters and lowered digits in it apart."""
    parts = re.split(rf"([{''.join(_GREEK)}]|[{''.join(_LOWERED)}]+)", text)
    out = []
    for part in filter(None, parts):
        if part in _GREEK:
            out.append(_letter(part))
        elif part[0] in _LOWERED:
            out.append(_one("lowered", part))
        else:
            out.append(rf"\mathrm{{{part.replace('_', ' ')}}}")
    return "".join(out)
