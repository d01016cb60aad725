"""The screening: lists that count at once, a phrase to try, complaints that few may read."""

import re

import pytest

from tests.web.town import Browser, Page, Town
from workshop.room.agenda import OpenPrompt, OpenWorkshop
from workshop.room.join import JoinRoom
from workshop.room.moderate import HideResponse
from workshop.room.respond import SubmitResponse
from workshop.store import people


@pytest.fixture
def ada(town: Town) -> Browser:
    """Ada administers the district."""
    return town.sign_in(town.make_user("Ada", "administrator"))


class Room:
    """A running workshop of the town, and who is in it."""

    def __init__(self, town: Town, path: str) -> None:
        self.town, self.n = town, 0
        house = town.app.state.house
        self.district = town.write(lambda session: people.first_district(session).id)
        self.live = town.portal.portal.call(
            house.rooms.enter, self.district, path.rpartition("/")[2]
        )
        self.sends(JoinRoom("key", "recovery", None), "door", "door")
        self.sends(OpenWorkshop(), "u1", "facilitator")
        self.sends(OpenPrompt("p1"), "u1", "facilitator")

    def sends(self, command, by, role):
        self.n += 1

        async def send():
            answer = await self.live.command(command, by=by, role=role, ref=f"reference-{self.n}")
            self.live.publish_now("console")
            return answer

        return self.town.portal.portal.call(send)

    def says(self, text: str) -> str:
        made = self.sends(SubmitResponse("p1", text), "s1", "participant").made[0]
        return self.live.latest("console", "responses", made)["state"]

    def hides(self, response: str, reason: str) -> None:
        self.sends(HideResponse(response, reason), "u1", "facilitator")


@pytest.fixture
def room(town: Town, at: str) -> Room:
    return Room(town, at)


def version_of(page: Page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.html).group(1)


def test_shows_what_is_looked_for_and_where_grave_matters_go(fay: Browser) -> None:
    page = fay.opens("/screening").works()
    page.shows("Words to hold, in English", "Names to hold, in Spanish", "Words to let through")
    page.shows("Whom to call when somebody may be in danger")
    page.hides("Who reads complaints about members of staff")  # administrators alone say that


def test_FA5_words_that_a_district_adds_count_at_once_in_a_running_workshop(
    fay: Browser, room: Room
) -> None:
    assert room.says("the bond issue") == "shown"
    fay.sends("/screening", version=0, hold_en="bond issue", allow_es="Zibby").leads_to(
        "/screening?saved=1"
    )
    assert room.says("the bond issue again") == "held"
    fay.opens("/screening?saved=1").works().shows("It counts from now on", "bond issue", "Fay")
    fay.sends("/screening", version=1, hold_en="")
    assert room.says("the bond issue once more") == "shown"


def test_FA5_the_shipped_lists_hold_a_name_in_every_workshop(room: Room) -> None:
    assert room.says("My son Orrin cries every morning") == "held"
    assert room.says("More art in every building") == "shown"


def test_rejects_what_cannot_be_looked_for_and_keeps_it_in_the_form(fay: Browser) -> None:
    page = fay.sends("/screening", version=0, hold_en="x\nlevy", names_es="a|b")
    page.rejects(409, "Please look at what is marked below.", "“x” cannot be looked for", "levy")


def test_two_people_see_both_texts(fay: Browser, ada: Browser) -> None:
    ada.sends("/screening", version=0, hold_en="levy", personnel_to="")
    page = fay.sends("/screening", version=0, hold_en="bond")
    page.rejects(409, "Ada saved this while you were writing.", "Now in the list: levy", "bond")
    fay.sends("/screening", version=version_of(page), hold_en="bond").leads_to("/screening?saved=1")
    fay.opens("/screening").works().shows("bond").hides("levy ")


def test_a_phrase_is_tried_and_kept_nowhere(fay: Browser) -> None:
    page = fay.sends("/screening/try", phrase="My son Orrin cries").works()
    page.shows("Names somebody")
    assert "<mark>Orrin</mark>" in page.html
    fay.sends("/screening/try", phrase="More art").works().shows("It would be shown at once")


def test_requires_somebody_who_leads(town: Town) -> None:
    town.browser().opens("/screening").leads_to("/sign-in?next=%2Fscreening")
    cai = town.sign_in(town.make_user("Cai", "cofacilitator"))
    cai.opens("/screening").rejects(403)
    cai.sends("/screening", version=0, hold_en="levy").rejects(403)


def test_FA5_a_complaint_about_staff_is_shown_to_administrators_and_each_look_is_written_down(
    ada: Browser, fay: Browser, room: Room
) -> None:
    room.says("Fire the football coach")
    room.hides("r1", "personnel")
    ada.opens("/personnel").works().shows("Fire the football coach", "Who has looked", "Ada")
    fay.opens("/personnel").rejects(403)
    code, workshop = (room.live.view("console")["workshop"][name] for name in ("code", "id"))
    for name in ("held", "done"):
        page = fay.opens(f"/w/{code}/console/{name}").works().shows("[personnel matter]")
        page.hides("Fire the football coach")
    for name in ("responses.csv", "archive.json"):
        found = fay.opens(f"/workshops/{workshop}/{name}").works().html
        assert "[personnel matter]" in found
        assert "football" not in found


def test_FA5_a_complaint_is_shown_to_whom_the_district_has_named_alone(
    town: Town, ada: Browser, room: Room
) -> None:
    room.says("Fire the football coach")
    room.hides("r1", "personnel")
    dee = town.make_user("Dee", "facilitator")
    ada.sends("/screening", version=0, personnel_to=dee.id).leads_to("/screening?saved=1")
    ada.opens("/personnel").rejects(403)
    town.sign_in(dee).opens("/personnel").works().shows("Fire the football coach")


def test_FA5_a_complaint_that_is_taken_back_is_there_no_more(ada: Browser, room: Room) -> None:
    room.says("Fire the football coach")
    room.hides("r1", "personnel")
    room.hides("r1", "off_topic")
    ada.opens("/personnel").works().shows("There are none.").hides("Fire the football coach")


def test_who_leads_cannot_name_who_reads_complaints(town: Town, fay: Browser, ada: Browser) -> None:
    mine = town.make_user("Eve", "facilitator").id
    fay.sends("/screening", version=0, hold_en="levy", personnel_to=mine)
    ada.opens("/personnel").works()


def test_shows_on_the_console_whom_to_call_and_who_reads_complaints(
    town: Town, ada: Browser, fay: Browser, room: Room
) -> None:
    ada.sends("/screening", version=0, safety_contact="Dr. Roe, 417 555 0100", personnel_to="")
    room.says("i want to kill myself")
    room.says("Fire the football coach")
    room.hides("r2", "personnel")
    code = room.live.view("console")["workshop"]["code"]
    page = fay.opens(f"/w/{code}/console/held").works()
    page.shows("Dr. Roe, 417 555 0100", "Somebody may be in danger", "Call the contact below now")
    page.shows("The administrators may read it; it is in no public report.")
    assert re.search(r'<details class="card-safety" open', page.html)
