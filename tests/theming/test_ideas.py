"""Ideas: what lists several, and what is better left whole."""

import doctest
import time

import pytest

from workshop.room.part import find_pieces
from workshop.theming import ideas as module
from workshop.theming.ideas import ideas

LISTS = {
    "Smaller classes; better lunches; more counselors in the high school": 3,
    "Communication between home and school; later start times": 2,
    "1. more buses 2. better food 3. smaller classes": 3,
    "- more buses\n- better food": 2,
    "Longer recess\nA real art room": 2,
    "too many apps / one place for news / later start": 3,
    "Need more staff. Better pay for bus drivers.": 2,
    "Friendly staff. Clean rooms.": 2,
    "More buses, better food and cleaner bathrooms": 3,
    "Necesitamos más maestros. Mejores comidas. Menos tarea": 3,
    "Clases más pequeñas; más consejeros": 2,
}
WHOLE = (
    "",
    "; ;",
    "music",
    "music, art and drama for everybody",
    "friendly, safe and clean schools",
    "hire more teachers and fix the roof",
    "Students who are kind, able to lead, and ready to work",
    "I asked for help. Nobody came. I left.",
    "More time for lunch; lunch lines too long",
    "Ban phones. It would help everybody learn.",
    "Ban phones. Make it a rule.",
    "Better food. Thank you!",
    "Can we have more buses? Better food.",
    "Build by Ft. Square",
    "Bowling Green / Warren County",
    "3. more buses 4. better food",
    "; ".join(f"wish number{n}" for n in range(20)),
)


@pytest.mark.parametrize(("text", "pieces"), LISTS.items())
def test_a_list_is_split_into_pieces_of_its_own_words(text, pieces):
    found = ideas(text)
    assert len(found) == pieces
    assert find_pieces(" ".join(text.split()), found) is not None


@pytest.mark.parametrize("text", WHOLE)
def test_one_thought_stays_whole(text):
    assert ideas(text) == []


def test_the_examples_hold():
    assert doctest.testmod(module).failed == 0


def test_a_hostile_text_takes_no_time():
    begun = time.process_time()
    for text in ("," * 50_000, " and" * 50_000, ", and" * 200, ". " * 500, "1. " * 300):
        assert ideas(text) == []
    assert time.process_time() - begun < 1
