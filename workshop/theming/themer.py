"""Themer: the estimator. Groups short responses into themes, and listens to what people decided."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted

from workshop.data.lexicon import Lexicon
from workshop.errors import BadMessage
from workshop.theming.arrange import LEAST_SURE, Arrangement, arrange
from workshop.theming.board import Board, lay_out
from workshop.theming.clusters import cluster, how_many, settle
from workshop.theming.labels import Label, label_themes, speakers
from workshop.theming.lexicon import View
from workshop.theming.match import alike, best_fit
from workshop.theming.steering import Given, Steering, constrain, next_id
from workshop.theming.text import is_empty, languages_of, stems
from workshop.theming.vectors import find_table, lean
from workshop.theming.why import near_rows, shared_words

MOVE_SURE = 0.6  # under it no move is offered
MIXED = 0.33  # mean cosine to the centre under which a theme has no centre

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of responses with a name in the room's own words."""

    id: str
    name: str
    keywords: tuple[str, ...]
    quotes: tuple[int, ...]  # rows that speak for it, the most central first
    size: int  # rows
    mixed: bool  # holds no one idea: show it as mixed rather than by its name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where a response that stands nowhere might go, and why."""

    row: int
    theme: str
    sure: float  # 0 to 1; from 0.5 on more right than wrong
    runner_up: str | None
    words: tuple[str, ...]  # what it shares with the theme
    near: tuple[int, ...]  # rows of the theme that are most like it


@dataclass(frozen=True, slots=True)
class Move:
    """An offer to move a response from one theme to another."""

    row: int
    source: str
    target: str
    sure: float


class Themer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Groups short responses to one prompt.

    Parameters:
        n_themes: how many themes to aim at; None: by the number of responses, 3 to 9.
        prompt: the question that was asked; its own words name no theme.
        language: of all responses, as in ISO 639-1; None: told apart response by response.
        lexicon: what a field's words mean, as a second view; None: the plain view, by wording.
        change_budget: share of the placed rows that `partial_fit` may move.
        vectors: `static` uses the word vectors where they are installed, `stems` never does.
        random_state: seed of the samples that are drawn above 2,500 different responses.

    Learnt:
        labels_: (n,) index into `themes_` for each row; -1 for none.
        themes_: list of Theme, the standing ones first, then the largest.
        suggestions_: dict from row to Suggestion, for rows that steering left open.
        stacks_: tuples of rows that say the same.
        empty_: rows that say nothing to group.

    >>> from workshop.theming import Themer
    >>> texts = ["more buses", "late buses", "bus routes", "hot lunch", "lunch line", "lunch fee"]
    >>> themer = Themer().fit(texts)
    >>> [(theme.id, theme.name, theme.size) for theme in themer.themes_]
    [('t1', 'Buses', 3), ('t2', 'Lunch', 3)]
    >>> themer.labels_.tolist()
    [0, 0, 0, 1, 1, 1]
    """

    labels_: Labels
    themes_: list[Theme]
    suggestions_: dict[int, Suggestion]
    stacks_: tuple[tuple[int, ...], ...]
    empty_: tuple[int, ...]
    texts_: list[str]
    steering_: Steering

    def __init__(
        self,
        n_themes: int | None = None,
        *,
        prompt: str = "",
        language: str | None = None,
        lexicon: Lexicon | None = None,
        change_budget: float = 0.02,
        vectors: str = "static",
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.prompt = prompt
        self.language = language
        self.lexicon = lexicon
        self.change_budget = change_budget
        self.vectors = vectors
        self.random_state = random_state

    def fit(self, texts: Iterable[str], steering: Steering | None = None) -> Self:
        """Group the texts afresh, under the steering.

        Raises BadMessage: `texts` when one is not a text, and what `steering.constrain` raises.
        """
        self._arrange(_checked(texts), steering or Steering())
        return self

    def partial_fit(self, texts: Iterable[str], steering: Steering | None = None) -> Self:
        """Add texts behind those that are there; `steering` None keeps the last one.

        Placed rows stay, but for the share `change_budget` whose move is surest; what a person
        pinned stays in any case. Theme ids are kept.
        """
        if not hasattr(self, "labels_"):
            return self.fit(texts, steering)
        wanted = steering or self.steering_
        rows = [*self.texts_, *_checked(texts)]
        standing = _standing(self.themes_, self.labels_, wanted, len(rows))
        self._arrange(rows, standing)
        moved = self._affordable(standing.placed)
        if moved:
            self._arrange(rows, replace(standing, placed={**standing.placed, **moved}))
        self.steering_ = wanted
        return self

    def fit_predict(self, texts: Iterable[str], steering: Steering | None = None) -> Any:
        """Group the texts and return `labels_`: (n,)."""
        return self.fit(texts, steering).labels_

    def predict(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """Return the theme of each further text as an index into `themes_`, -1 for none: (n,)."""
        check_is_fitted(self)
        asked = _checked(texts)
        found = np.full(len(asked), -1, dtype=np.int64)
        filled = [i for i, text in enumerate(asked) if not is_empty(text)]
        arranged = self._arrangement
        if arranged.matcher is None or not filled:
            return found
        spoken = languages_of(asked, self.language)
        vectors = arranged.board.space.transform(
            [asked[i] for i in filled], [spoken[i] for i in filled]
        )
        scores = arranged.matcher.score(lean(vectors, arranged.board.items.vectors))
        taught = [i for i in arranged.open if i < scores.shape[1]]
        for at, row in enumerate(filled):
            fit = best_fit(scores[at], taught)
            if fit and fit.sure >= LEAST_SURE:
                found[row] = fit.theme
        return found

    def suggest(self) -> list[Suggestion]:
        """Return a suggestion for each row that steering left open, the surest first."""
        check_is_fitted(self)
        return sorted(self.suggestions_.values(), key=lambda s: (-s.sure, s.row))

    def propose_moves(self) -> list[Move]:
        """Return moves of rows that merely stand in a theme and seem to belong in another."""
        check_is_fitted(self)
        if self._arrangement.matcher is None:
            return []
        scores = self._arrangement.matcher.score_left_out()
        moves = [
            move
            for at, item in enumerate(self._arrangement.taught)
            if item >= 0 and not self._arrangement.board.is_firm(item)
            for move in self._moves_of(item, scores[at])
        ]
        return sorted(moves, key=lambda move: (-move.sure, move.row))

    def _affordable(self, placed: Mapping[int, str]) -> dict[int, str]:
        """Return the surest moves of placed rows that the change budget allows."""
        constraints = self._arrangement.board.constraints
        told_apart = {one for pair in constraints.apart for one in pair}
        moved: dict[int, str] = {}
        for move in self.propose_moves():
            group = constraints.group[move.row]
            # Rows that a person tied move together or not at all.
            tied = [row for row in placed if constraints.group[row] == group]
            after = moved | dict.fromkeys(tied, move.target)
            if group not in told_apart and len(after) <= self.change_budget * len(placed):
                moved = after
        return moved

    def propose_merges(self) -> list[tuple[str, str]]:
        """Return pairs of theme ids (from, into) that nearly say the same, the closest first."""
        check_is_fitted(self)
        arranged, items = self._arrangement, self._arrangement.board.items
        held = [theme for theme in arranged.open if (arranged.label == theme).any()]
        centres = [
            items.vectors[arranged.label == theme].T @ items.weight[arranged.label == theme]
            for theme in held
        ]
        pairs = alike(np.array(centres)) if len(held) > 1 else []
        offers = []
        for one, other in pairs:
            both = (self.themes_[held[one]], self.themes_[held[other]])
            small, large = sorted(both, key=lambda theme: (theme.size, theme.id))
            offers.append((small.id, large.id))
        return offers

    def _arrange(self, texts: list[str], steering: Steering) -> None:
        constraints = constrain(steering, len(texts))
        board = lay_out(
            texts,
            constraints,
            language=self.language,
            table=find_table() if self.vectors == "static" else None,
            random_state=self.random_state,
            view=View(self.lexicon, self.prompt) if self.lexicon else None,
        )
        n_themes = self.n_themes or how_many(len(board.rows))
        arranged = arrange(board, constraints.themes, n_themes, self.random_state)
        self._arrangement = arranged
        self.texts_, self.steering_ = texts, steering
        self.stacks_ = board.stacks
        self.empty_ = tuple(row for row, text in enumerate(texts) if is_empty(text))
        self.labels_ = _labels(arranged)
        self.themes_ = self._read_out(arranged)
        self.suggestions_ = self._explain(arranged)

    def _read_out(self, arranged: Arrangement) -> list[Theme]:
        """Return the themes with their names, quotes and sizes."""
        board, rows = arranged.board, list(arranged.board.rows)
        label = self.labels_[rows]
        names = label_themes(
            [board.texts[row] for row in rows],
            [board.languages[row] for row in rows],
            label,
            arranged.n_themes,
            prompt=self.prompt,
        )
        themes: list[Theme] = []
        for number, found in enumerate(names):
            given = arranged.given[number] if number < len(arranged.given) else None
            used = [*(theme.id for theme in themes), *(theme.id for theme in arranged.given)]
            theme_id = given.id if given else next_id(used)
            themes.append(self._theme(arranged, number, theme_id, found, given))
        return themes

    def _theme(
        self, arranged: Arrangement, number: int, theme_id: str, found: Label, given: Given | None
    ) -> Theme:
        board = arranged.board
        inside = np.flatnonzero(self.labels_[list(board.rows)] == number)
        spoken = speakers([board.texts[row] for row in board.rows], board.vectors, inside)
        return Theme(
            id=theme_id,
            name=given.name if given and given.name else found.name,
            keywords=found.keywords,
            quotes=tuple(board.rows[at] for at in spoken),
            size=int((self.labels_ == number).sum()),
            mixed=_is_mixed(board, inside),
        )

    def _explain(self, arranged: Arrangement) -> dict[int, Suggestion]:
        """Return a suggestion with its reasons for each row of an item that has a fit."""
        board = arranged.board
        counts = _StemCounts(board, self.labels_, arranged.n_themes)
        place = {row: at for at, row in enumerate(board.rows)}
        found = {}
        for row in board.rows:
            fit = arranged.fits.get(board.item_of[row])
            if fit is None:
                continue
            members = [r for r in counts.rows[fit.theme] if board.item_of[r] not in arranged.fits]
            near = near_rows(
                board.vectors[place[row]], board.vectors, [place[other] for other in members]
            )
            found[row] = Suggestion(
                row=row,
                theme=self.themes_[fit.theme].id,
                sure=fit.sure,
                runner_up=None if fit.runner_up is None else self.themes_[fit.runner_up].id,
                words=counts.shared(row, fit.theme),
                near=tuple(board.rows[at] for at in near),
            )
        return found

    def _moves_of(self, item: int, scores: Any) -> list[Move]:
        """Return the moves of an item's rows, if it is surely better off elsewhere."""
        arranged = self._arrangement
        source = int(arranged.label[item])
        taught = [theme for theme in arranged.open if theme < len(scores)]
        allowed = [t for t in taught if t == source or arranged.may_join(item, t)]
        fit = best_fit(scores, allowed)
        if fit is None or fit.theme == source or fit.sure < MOVE_SURE:
            return []
        ids = self.themes_[source].id, self.themes_[fit.theme].id
        return [Move(row, *ids, fit.sure) for row in arranged.board.rows_of([item])]


@dataclass(slots=True)
class _StemCounts:
    """In how many responses each stem stands, by theme."""

    board: Board
    everywhere: Counter[str]
    inside: list[Counter[str]]
    rows: list[list[int]]  # filled rows of each theme, in canonical order

    def __init__(self, board: Board, labels: Labels, n_themes: int) -> None:
        self.board = board
        self.everywhere = Counter()
        self.inside = [Counter() for _ in range(n_themes)]
        self.rows = [[] for _ in range(n_themes)]
        for row in board.rows:
            held = set(stems(board.texts[row], board.languages[row]))
            self.everywhere.update(held)
            if labels[row] >= 0:
                self.inside[labels[row]].update(held)
                self.rows[labels[row]].append(row)

    def shared(self, row: int, theme: int) -> tuple[str, ...]:
        """Return the words that a row shares with a theme."""
        return shared_words(
            self.board.texts[row],
            self.board.languages[row],
            self.inside[theme],
            self.everywhere,
            max(len(self.rows[theme]), 1),
        )


def _checked(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise BadMessage("texts", row=None)
    rows = list(texts)
    for row, text in enumerate(rows):
        if not isinstance(text, str):
            raise BadMessage("texts", row=row)
    return [str(text) for text in rows]


def _labels(arranged: Arrangement) -> Labels:
    """Return the theme of each row; one that says nothing stands only where it was put."""
    board = arranged.board
    number = {theme.id: i for i, theme in enumerate(arranged.given)}
    found = np.full(len(board.texts), -1, dtype=np.int64)
    for row, item in enumerate(board.item_of):
        home = board.constraints.home.get(board.constraints.group[row])
        if home is not None:
            found[row] = number[home]
        elif item >= 0:
            found[row] = arranged.label[item]
    return found


def _is_mixed(board: Board, inside: Labels) -> bool:
    """Whether the responses of a theme have no centre in common."""
    if len(inside) < 2:
        return False
    # |mean of unit rows| is the mean cosine of the rows to their centre.
    return bool(np.linalg.norm(board.vectors[inside].mean(axis=0)) < MIXED)


def _standing(themes: Sequence[Theme], labels: Labels, steering: Steering, n_rows: int) -> Steering:
    """Return the steering under which everything placed stays where it is."""
    called = {theme.name: theme.id for theme in themes}
    given = [replace(theme, id=theme.id or called.get(theme.name, "")) for theme in steering.themes]
    known = {theme.id for theme in given}
    drafted = [Given(name=t.name, id=t.id, named=False) for t in themes if t.id not in known]
    steering = replace(steering, themes=(*given, *drafted))
    firm = constrain(steering, n_rows)
    home: dict[int, str] = {}
    for row, label in enumerate(labels.tolist()):
        if label >= 0 and firm.group[row] not in firm.home and firm.group[row] not in firm.aside:
            home.setdefault(firm.group[row], themes[label].id)
    full = {**home, **firm.home}
    torn = {a for a, b in firm.apart if a in full and full[a] == full.get(b)}
    kept = home.keys() - torn
    placed = {row: home[group] for row, group in enumerate(firm.group) if group in kept}
    return replace(steering, placed=placed)


def split(
    texts: Sequence[str], *, vectors: str = "static", random_state: int = 0
) -> tuple[list[int], list[int]]:
    """Return the rows of one theme in two parts; the second is empty where nothing tells apart."""
    rows = _checked(texts)
    board = lay_out(
        rows,
        constrain(Steering(), len(rows)),
        language=None,
        table=find_table() if vectors == "static" else None,
        random_state=random_state,
    )
    if len(board.groups) < 2:
        return list(range(len(rows))), []
    label = cluster(board.items, 2, random_state=random_state)
    sizes = np.bincount(label, weights=board.items.weight)
    chief = np.sort(np.argsort(-sizes, kind="stable")[:2])
    kept = np.array([int(np.searchsorted(chief, c)) if c in chief else -1 for c in label])
    kept = settle(board.items, kept, np.flatnonzero(kept < 0))
    larger = int(sizes[chief[1]] > sizes[chief[0]])
    # What says nothing stays with the larger part.
    first = [r for r, item in enumerate(board.item_of) if item < 0 or kept[item] == larger]
    second = [row for row in range(len(rows)) if row not in set(first)]
    return first, second
