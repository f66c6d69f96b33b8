"""What a client accepts (RFC 9110, sections 12.4.2 to 12.5.3): the one reader of Accept and Accept-Encoding."""

import re
from collections.abc import Sequence

from fastapi import Request

from app.readers.uploads.formats import Format

_QUOTED = r'"(?:[^"\\]|\\.)*"?'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PARAMETER = re.compile(rf'(?:[^;"]|{_QUOTED})+')
# Also `.5` and more than three decimals, which the RFC does not know but clients send.
_WEIGHT = re.compile(r"q[ \t]*=[ \t]*(0?\.[0-9]+|0\.?|1(?:\.0*)?)")


def header_of(request: Request, name: str) -> str:
    """A header that is a list, from all its lines."""
    return ", ".join(request.headers.getlist(name))


def best_type(accept: str, offers: Sequence[str]) -> str:
    """The media type that an Accept header wants most; of equals the one it names, then the first.

    ``offers``: in small letters; the first is what a client gets that accepts none of them.
    """
    weights = _weights(accept)

    def rank(offer: str) -> tuple[float, int]:
        ranges = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        found = next((each for each in ranges if each in weights), None)
        return (weights[found], -ranges.index(found)) if found and weights[found] else (0.0, -len(ranges))

    return max(offers, key=rank)


def prefers_csv(accept: str) -> bool:
    """Whether an Accept header wants CSV more than JSON."""
    return best_type(accept, (Format.JSON, Format.CSV)) == Format.CSV


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip, and does not rather have what is not packed."""
    weights = _weights(accept_encoding)
    gzip, plain = (weights.get(coding, weights.get("*", 0.0)) for coding in ("gzip", "identity"))
    return gzip > 0 and gzip >= plain


def _weights(header: str) -> dict[str, float]:
    """The weight of everything that a header names; what has a weight that is none is passed over.

    Other parameters make no difference; of one name the greatest weight counts.
    """
    weights: dict[str, float] = {}
    for element in _ELEMENT.findall(header.lower()):
        name, *parameters = (each.strip() for each in _PARAMETER.findall(element) or [""])
        said = next((each for each in parameters if each.startswith("q") and each[1:].lstrip().startswith("=")), "q=1")
        if weight := _WEIGHT.fullmatch(said):
            weights[name] = max(weights.get(name, 0.0), float(weight[1]))
    return weights
