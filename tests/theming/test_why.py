from collections import Counter

import numpy as np

from workshop.theming.vectors import unit
from workshop.theming.why import near_rows, shared_words


def test_the_words_that_set_a_theme_off_are_the_reason():
    inside, everywhere = Counter(bus=3, school=2), Counter(bus=3, school=20)
    assert shared_words("School bus for all", "en", inside, everywhere, 4) == ("bus", "school")


def test_a_response_that_shares_no_word_has_no_such_reason():
    assert shared_words("hot lunch", "en", Counter(bus=3), Counter(bus=3, lunch=1), 3) == ()


def test_the_nearest_responses_are_a_reason_and_far_ones_are_not():
    rows = unit(np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [1.0, 0.5]]))
    assert near_rows(rows[:1], rows, np.array([1, 2, 3])) == [(1, 3)]
    assert near_rows(rows[:2], rows, np.array([], dtype=int)) == [(), ()]
