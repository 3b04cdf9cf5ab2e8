"""Shared rides (拼车): who could go along with whom, by direction, time and seats; confidential mail never."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .planning import Distances, Limits, Ride


@dataclass(frozen=True)
class Along:
    """That a ride can go along: in whose vehicle, and how many kilometres the way there grows."""

    host: Ride
    more_km: int
    ratio: float


def along(ride: Ride, host: Ride, free_seats: int, ways: Distances, limits: Limits) -> Along | None:
    """Whether a ride can go along with another: same direction, leaving and coming back within the gap, seats enough."""
    if 0 in (ride.rank, host.rank) or ride.kind != host.kind or ride.people > free_seats:
        return None
    if abs(ride.start - host.start) > limits.gap or abs(ride.end - host.end) > limits.gap:
        return None
    alone = ways.between(host.origin, host.destination)
    own = ways.between(ride.origin, ride.destination)
    if not alone or not own:
        return None
    whole = _shortest(ride, host, ways)
    if whole is None or whole > limits.detour * max(alone, own):
        return None
    return Along(host, max(0, whole - alone), whole / max(alone, own))


def _shortest(ride: Ride, host: Ride, ways: Distances) -> int | None:
    """The way from the host's origin by the other origin to both destinations, in the better order."""
    found = [
        _length((host.origin, ride.origin, *ends), ways)
        for ends in ((host.destination, ride.destination), (ride.destination, host.destination))
    ]
    known = [length for length in found if length is not None]
    return min(known, default=None)


def _length(stops: tuple[str, ...], ways: Distances) -> int | None:
    legs = [ways.between(one, other) for one, other in zip(stops, stops[1:], strict=False)]
    return None if None in legs else sum(leg for leg in legs if leg is not None)


def best(ride: Ride, hosts: Iterable[tuple[Ride, int]], ways: Distances, limits: Limits) -> Along | None:
    """The ride with which going along lengthens the way least; hosts come with their free seats."""
    found = [one for host, seats in hosts if (one := along(ride, host, seats, ways, limits))]
    return min(found, key=lambda one: (one.more_km, one.host.start, one.host.key), default=None)
