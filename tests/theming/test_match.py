import numpy as np

from workshop.theming.match import alike, best_fit, learn, thin
from workshop.theming.vectors import unit

ROWS = unit(np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [0.1, 1.0]]))


def test_a_response_fits_the_theme_of_its_likes():
    matcher = learn(ROWS, np.array([0, 0, 1, 1]), np.ones(4), 2)
    fit = best_fit(matcher.score(np.array([[1.0, 0.0]]))[0], [0, 1])
    assert fit is not None
    assert (fit.theme, fit.runner_up) == (0, 1)
    assert fit.sure > 0.5


def test_what_lies_between_two_themes_is_less_sure():
    scores = learn(ROWS, np.array([0, 0, 1, 1]), np.ones(4), 2).score(unit(np.array([[1.0, 1.0]])))
    fit = best_fit(scores[0], [0, 1])
    assert fit is not None
    assert fit.sure < 0.5


def test_an_example_left_out_scores_as_if_it_had_never_been_one():
    theme = np.array([0, 0, 1, 1])
    whole = learn(ROWS, theme, np.ones(4), 2).score_left_out()[3]
    without = learn(ROWS[:3], theme[:3], np.ones(3), 2).score(ROWS[3:])[0]
    assert np.allclose(whole, without)


def test_only_allowed_themes_are_considered():
    assert best_fit(np.array([0.9, 0.1]), []) is None
    fit = best_fit(np.array([0.9, 0.1]), [1])
    assert fit is not None
    assert (fit.theme, fit.runner_up) == (1, None)


def test_large_themes_teach_by_a_share_and_people_first():
    theme = np.repeat([0, 1], [1_500, 10])
    firm = np.zeros(1_510, dtype=bool)
    firm[1_400] = True
    kept = thin(theme, firm)
    assert len(kept) <= 1_000
    assert 1_400 in kept
    assert (theme[kept] == 1).sum() == 10


def test_themes_that_nearly_agree_are_paired():
    assert alike(np.array([[1.0, 0.0], [1.0, 0.2], [0.0, 1.0]])) == [(0, 1)]
