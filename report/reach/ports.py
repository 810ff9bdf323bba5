"""Ports, cut where rules tell them apart, and joined again where answers are the same."""

from collections.abc import Iterable, Sequence

from topology.security import ALL_PORTS, Ports, ports_to_try


def pieces_of(texts: Sequence[str]) -> list[Ports]:
    """All ports in pieces that no rule divides.

    Args:
        texts: Ports and ranges as rules write them.
    """
    starts = [start for start in ports_to_try(texts, (1, ALL_PORTS[1])) if start >= 1]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), ALL_PORTS[1]], strict=True))


def detail_of(protocol: str, piece: Ports) -> str:
    """A piece in words: `tcp 22`, `udp 1024-65535`."""
    first, last = piece
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


def joined(details: Iterable[str]) -> list[str]:
    """Details with pieces that follow each other as one, and all of them as one word."""
    by_protocol: dict[str, list[Ports]] = {}
    others: list[str] = []
    for detail in details:
        protocol, _, ports = detail.partition(" ")
        first, _, last = ports.partition("-")
        if first.isdigit() and (not last or last.isdigit()):
            by_protocol.setdefault(protocol, []).append((int(first), int(last or first)))
        else:
            others.append(detail)
    spans = {protocol: _spans(found) for protocol, found in by_protocol.items()}
    whole = [(1, ALL_PORTS[1])]
    if spans.get("tcp") == whole and spans.get("udp") == whole:
        others.append("any port")
        del spans["tcp"], spans["udp"]
    for protocol, found in spans.items():
        ports = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
        others.append(f"{protocol} {'any port' if found == whole else ports}")
    return others


def _spans(found: list[Ports]) -> list[Ports]:
    spans: list[Ports] = []
    for first, last in sorted(found):
        if spans and spans[-1][1] + 1 >= first:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


__all__ = ["Ports", "detail_of", "joined", "pieces_of"]
