"""The code book in a browser: read, added to, changed by two at once, and used by a draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.stage import Stage
from workshop.live import engine as engine_module
from workshop.room.agenda import OpenPrompt
from workshop.store import people
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]

PHRASES = (
    "Our rodeo team",
    "Raising a heifer every spring",
    "Kids sleeping in the show barn",
    "4-H all summer",
    "Buses arrive late every morning",
    "Bus drivers know every child by name",
    "Long bus rides tire our youngest",
    "More bus routes to the farms",
    "The band and choir concerts",
    "Our marching band is the pride of the town",
    "Music teachers give students a stage",
    "The school orchestra plays with all its heart",
)


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """Fay's browser, signed in."""
    context = signed_in(browser, stage, stage.sign_in)
    yield context.new_page()
    context.close()


def signed_in(browser: Browser, stage: Stage, secret: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": auth.COOKIE, "value": secret, "url": stage.url}])
    return context


def ana(stage: Stage) -> str:
    """Return the secret with which a second facilitator is signed in."""

    def make(session) -> str:
        user = people.create_user(
            session,
            stage.district,
            email="ana@larkspur.example",
            name="Ana",
            role="facilitator",
            at=stage.house.now(),
        )
        return auth.open_sign_in(session, stage.district, user.id, stage.house.now())

    return stage.write(make)


def test_a_code_is_added_changed_and_removed_by_keys_alone(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/home")
    page.get_by_role("link", name="Code book").press("Enter")
    page.get_by_role("link", name="Add a code").press("Enter")
    page.get_by_label("Name", exact=True).press_sequentially("Rodeo")
    page.get_by_label("Cues in English").fill("rodeo\n!!!")
    page.get_by_role("button", name="Add it").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Please look at what is marked below.")
    expect(page.get_by_label("Family")).to_have_attribute("aria-invalid", "true")
    cues = page.get_by_label("Cues in English")
    expect(cues).to_have_accessible_description(
        "“!!!” has no word that tells one phrase from others. Please change it."
    )
    cues.fill("rodeo\nbarrel racing")
    page.get_by_label("Family").select_option("Programs and activities")
    page.get_by_role("button", name="Add it").press("Enter")
    added = page.get_by_role("region", name="What your district has added")
    expect(added).to_contain_text("rodeo, barrel racing")
    added.get_by_role("link", name="Change").press("Enter")
    page.get_by_role("button", name="Remove it").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Removed.")
    expect(added).to_have_count(0)
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(added).to_contain_text("rodeo, barrel racing")


def test_two_people_at_one_code_lose_no_words(page: Page, stage: Stage, browser: Browser) -> None:
    other = signed_in(browser, stage, ana(stage))
    hers = other.new_page()
    for one in (page, hers):
        one.goto(f"{stage.url}/code-book/codes/arts")
    hers.get_by_label("Cues in English").fill("mariachi")
    hers.get_by_role("button", name="Save").click()
    expect(hers.locator("#arts")).to_contain_text("mariachi")
    page.get_by_label("Cues in English").fill("folklórico")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Ana saved this while you were writing.")
    expect(page.get_by_text("Now in the book: mariachi")).to_be_visible()
    page.get_by_label("Cues in English").fill("mariachi\nfolklórico")
    page.get_by_role("button", name="Put mine in its place").click()
    expect(page.locator("#arts")).to_contain_text("mariachi, folklórico")
    other.close()


def test_the_book_goes_out_and_comes_back_with_more(
    page: Page, stage: Stage, tmp_path: Path
) -> None:
    page.goto(f"{stage.url}/code-book")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it as a file").click()
    file = tmp_path / "ours.yaml"
    whole = Path(download.value.path()).read_text(encoding="utf-8")
    file.write_text(whole.replace("  - orchestra\n", "  - orchestra\n    - ukulele\n", 1))
    page.get_by_text("Add from a file").click()
    page.get_by_label("A code book as a YAML file").set_input_files(file)
    page.get_by_role("button", name="Add what it has").click()
    expect(page.get_by_role("status")).to_have_text("The file added to 1 code.")
    expect(page.locator("#arts")).to_contain_text("ukulele")


@pytest.mark.whole
def test_a_draft_by_the_code_book_knows_what_the_district_added(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.5)  # a small room thinks 20 s in all else
    stage = Stage(tmp_path, engine=True)
    context = signed_in(browser, stage, stage.sign_in)
    page = context.new_page()
    seat = stage.joins("g1")
    stage.leads(OpenPrompt("p1"))
    for phrase in PHRASES:
        stage.says(seat, phrase)
    page.goto(f"{stage.url}/w/{stage.workshop.code}/console?prompt=p1")
    expect(page.locator(".board .theme").first).to_be_visible(timeout=30_000)
    page.goto(f"{stage.url}/code-book/add")
    page.get_by_label("Name", exact=True).fill("Fair week")
    page.get_by_label("Family").select_option("Our own")
    page.get_by_label("Cues in English").fill("rodeo\nheifer\nshow barn\n4-H")
    page.get_by_role("button", name="Add it").click()
    page.goto(f"{stage.url}/w/{stage.workshop.code}/console?prompt=p1")
    page.locator('[data-part="wishes"] > summary').click()
    page.get_by_role("button", name="By the K-12 code book").click()
    page.get_by_role("button", name="Take all of it").click(timeout=30_000)
    expect(page.get_by_role("button", name="Take all of it")).to_be_hidden()
    # They share no word: the plain grouping has them in several places.
    homes = {r["text"]: r.get("theme") for r in stage.view("console")["responses"].values()}
    (fair,) = {homes[phrase] for phrase in PHRASES[:4]}
    assert fair is not None
    assert fair not in {homes[phrase] for phrase in PHRASES[4:]}
    context.close()
    stage.close()
