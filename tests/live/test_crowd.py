"""The crowd of a rehearsal: it comes in and speaks as people do, and goes on after a restart."""

from collections import Counter
from pathlib import Path

from tests.practice import Practice, draft_from, until
from tests.web.town import opened
from workshop.crowd.lines import NOT_THEMES, Line, read_lines
from workshop.live.hub import RESTART
from workshop.store import journal
from workshop.web.assets import folder_of


def begun(town, template: str) -> Practice:
    """Return the practice of a draft from a template."""
    fay = town.make_user("Fay", "facilitator")
    return Practice(town, town.sign_in(fay), draft_from(town, fay, template))


def sample(name: str) -> tuple[Line, ...]:
    return read_lines(folder_of("data") / "samples" / f"{name}.json")


def entries(practice: Practice, code: str) -> list[journal.Entry]:
    wanted = practice.found(code).id
    return practice.read(lambda session: journal.read(session, wanted))


def test_FA24_it_sits_in_the_workshops_groups_and_at_tables_and_speaks_as_its_kind_is_asked():
    with opened() as town:
        practice = begun(town, "vision-night")
        code = practice.practises(40)
        until(lambda: practice.view(code)["crowd"]["joined"] == 40)
        crowd, workshop = practice.view(code)["crowd"], practice.view(code)["workshop"]
        assert crowd["tables"] == 3
        assert 12 <= crowd["at_tables"] <= 24
        assert set(crowd["groups"]) <= set(workshop["groups"])
        assert len(crowd["groups"]) > 3
        kinds = {key: one["kind"] for key, one in practice.view(code)["prompts"].items()}
        asked = next(key for key, kind in kinds.items() if kind == "graduate_profile")
        practice.sends(code, "open_prompt", prompt=asked)
        until(lambda: len(practice.said(code)) == 60)
        assert {one["prompt"] for one in practice.view(code)["responses"].values()} == {asked}
        beside = {line.text for line in sample("vision-night") if line.theme in NOT_THEMES}
        assert beside.isdisjoint(practice.said(code)), "a wall shows it before anybody sorts it"


def test_FA24_it_follows_the_agenda_and_says_nothing_where_nothing_is_open():
    with opened() as town:
        practice = begun(town, "swot")
        code = practice.practises(40)
        until(lambda: practice.view(code)["crowd"]["joined"] == 40)
        first, second = list(practice.view(code)["prompts"])[:2]
        practice.house.rehearsals.pace = 0.001
        practice.sends(code, "open_prompt", prompt=first)
        until(lambda: len(practice.said(code)) >= 5)
        practice.sends(code, "close_prompt", prompt=first)
        stands = len(practice.said(code))
        practice.sends(code, "open_prompt", prompt=second)

        def under(prompt: str) -> int:
            found = practice.view(code)["responses"].values()
            return sum(one["prompt"] == prompt for one in found)

        until(lambda: under(second) >= 5)
        assert under(first) <= stands + 1, "one may have been on its way"
        practice.sends(code, "close_workshop")
        ended = len(practice.said(code))
        practice.sends(code, "rename_workshop", title="Still here")
        assert len(practice.said(code)) <= ended + 1


def test_FA24_in_rounds_it_answers_each_and_nobody_sends_more_than_one_takes():
    with opened() as town:
        practice = begun(town, "consensus-workshop")
        code = practice.practises(15)
        until(lambda: practice.view(code)["crowd"]["joined"] == 15)
        prompts = practice.view(code)["prompts"].items()
        prompt = next(key for key, one in prompts if one.get("waves") == "2, 3, 0")
        practice.sends(code, "open_prompt", prompt=prompt)
        until(lambda: len(practice.said(code)) >= 5)
        sent = Counter(one.by for one in entries(practice, code) if "-1-" in one.ref)
        assert max(sent.values()) <= 2
        practice.sends(code, "next_wave", prompt=prompt)
        until(lambda: sum("-2-" in one.ref for one in entries(practice, code)) >= 5)


def test_FA24_a_server_that_starts_anew_lets_the_same_crowd_go_on(tmp_path: Path):
    path = tmp_path / "workshop.db"
    with opened(path) as town:
        practice = begun(town, "focus-group")
        code = practice.practises(15)
        until(lambda: practice.view(code)["crowd"]["joined"] == 15)
        strengths = next(iter(practice.view(code)["prompts"]))
        practice.house.rehearsals.pace = 0.01
        practice.sends(code, "open_prompt", prompt=strengths)
        until(lambda: len(practice.said(code)) >= 3)
        before = len(practice.said(code))
        at, cookies = practice.at, practice.fay.client.cookies
    with opened(path) as town:
        fay = town.browser()
        fay.client.cookies.update(cookies)
        practice = Practice(town, fay, at)
        fay.opens(f"/w/{code}/console").works()
        until(lambda: len(practice.said(code)) == 22)
        assert practice.view(code)["crowd"]["joined"] == 15
        assert before < 22, "it had not said everything before"
        refs = [one.ref for one in entries(practice, code) if one.type == "submit_response"]
        assert sorted(refs) == sorted(f"crowd-{strengths}-0-{number}" for number in range(22))


def test_FA24_who_finds_the_rehearsal_closed_asks_no_more_until_it_is_opened_again():
    with opened() as town:
        practice = begun(town, "focus-group")
        practice.house.rehearsals.pace = 1000
        code = practice.practises(15)
        practice.sends(code, "close_workshop")
        practice.house.rehearsals.pace = 0.001
        call = practice.fay.client.portal.call
        rooms = practice.house.rooms
        [was] = [live for live in rooms.inside() if live.rehearsal_of]
        call(rooms.leave, was, RESTART)
        practice.fay.opens(f"/w/{code}/console").works()
        [live] = [live for live in rooms.inside() if live.rehearsal_of]
        until(lambda: live.refused)
        for _ in range(10):
            practice.fay.opens(f"/w/{code}/console").works()
        assert live.refused == 1
        practice.sends(code, "open_workshop")
        until(lambda: practice.view(code)["crowd"]["joined"] == 15)


def test_FA24_it_votes_in_what_is_open_each_once_and_goes_on_after_a_restart(tmp_path: Path):
    path = tmp_path / "workshop.db"
    with opened(path) as town:
        practice = begun(town, "focus-group")
        code = practice.practises(15)
        until(lambda: practice.view(code)["crowd"]["joined"] == 15)
        practice.sends(code, "open_workshop")
        practice.house.rehearsals.pace = 0.02
        practice.sends(
            code, "make_ballot", kind="rank", text="Buses\r\nLunch\r\nMusic", open="true"
        )
        until(lambda: sum(practice.view(code)["ballots"]["b1"]["voted"].values()) >= 3)
        at, cookies = practice.at, practice.fay.client.cookies
    with opened(path) as town:
        fay = town.browser()
        fay.client.cookies.update(cookies)
        practice = Practice(town, fay, at)
        fay.opens(f"/w/{code}/console").works()

        def voted() -> int:
            seen = practice.view(code)["ballots"]["b1"]["voted"]
            return int(seen["people"] + seen["tables"])

        until(lambda: voted() == 15)
        practice.sends(code, "close_ballot", ballot="b1")
        assert voted() == 15
        refs = [one.ref for one in entries(practice, code) if one.type == "cast_vote"]
        assert len(refs) == len(set(refs)) == 15
