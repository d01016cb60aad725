"""Representation: who is missing in the room, held against the district's own numbers.

DOMAIN.md, section 6. For reports: `representation(counts, populations)`. It counts people, never
responses, so that who talks much does not look like a crowd.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_GROUP = 5  # people: fewer of a group are never told
UNDER = 0.8  # of its share in the district: below it a group is under-represented

NOT_REPRESENTED = "not_represented"
UNDER_REPRESENTED = "under_represented"
REPRESENTED = "represented"
FEW = "few"  # one to four are here: how many is not told
KEPT_BACK = "kept_back"  # not told, so that the few of another group cannot be found

HOLD_A_SESSION = "hold_a_session"


@dataclass(frozen=True, slots=True)
class Finding:
    """How far a group is here; numbers are None where they would tell of fewer than five.

    Shares are from 0 to 1, among the groups that may be told; `ratio` is the room's share over the
    district's. `suggestion` is a code for a sentence, empty where nothing needs to be done.
    """

    group: str
    code: str
    population: int
    people: int | None = None
    room_share: float | None = None
    population_share: float | None = None
    ratio: float | None = None
    suggestion: str = ""

    @property
    def room_percent(self) -> int:
        """Its share in the room, in whole percent; 0 where it is not told."""
        return _percent(self.room_share)

    @property
    def population_percent(self) -> int:
        """Its share in the district, in whole percent; 0 where it is not told."""
        return _percent(self.population_share)


def _percent(share: float | None) -> int:
    return int(100 * (share or 0.0) + 0.5)  # halves up, on every screen and on paper


def representation(
    counts: Mapping[str, int],
    populations: Mapping[str, int],
    hidden: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each group whose population is known, in their order.

    `counts`: people who took part, by group; `populations`: people in the district, by group,
    above 0. Nothing that is told changes with how many the few are, from one to four: shares are
    taken among the told groups alone, and where only one group is few the smallest of the told ones
    is kept back with it. Nobody here says nothing of who is missing: there are no findings.
    `hidden` says, with its code, what others have kept back; then nothing else is.
    """
    known = {group: population for group, population in populations.items() if population > 0}
    here = {group: counts.get(group, 0) for group in known}
    if hidden is None:
        hidden = _hidden({group: people for group, people in counts.items() if people > 0})
    told = [group for group in known if group not in hidden]
    room, district = (sum(of[group] for group in told) for of in (here, known))
    if not any(people > 0 for people in counts.values()):
        return ()
    return tuple(
        _finding(group, here[group], population, room, district)
        if group not in hidden
        else Finding(group, hidden[group], population)
        for group, population in known.items()
    )


def _hidden(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the groups that are not told, and why."""
    few = [group for group, people in counts.items() if people < SMALLEST_GROUP]
    hidden = dict.fromkeys(few, FEW)
    large = sorted((people, group) for group, people in counts.items() if group not in hidden)
    if len(few) == 1 and large:
        hidden[large[0][1]] = KEPT_BACK
    return hidden


def _finding(group: str, people: int, population: int, room: int, district: int) -> Finding:
    room_share = people / room if room else 0.0
    population_share = population / district
    ratio = room_share / population_share
    code = REPRESENTED
    if people == 0:
        code = NOT_REPRESENTED
    elif ratio < UNDER:
        code = UNDER_REPRESENTED
    return Finding(
        group,
        code,
        population,
        people=people,
        room_share=room_share,
        population_share=population_share,
        ratio=ratio,
        suggestion="" if code == REPRESENTED else HOLD_A_SESSION,
    )
