"""Themer: the estimator. Groups short responses into themes, and listens to what people decided."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted

from workshop.data.lexicon import Lexicon
from workshop.errors import BadMessage
from workshop.theming.arrange import LEAST_SURE, Arrangement, arrange
from workshop.theming.board import Board, lay_out
from workshop.theming.clusters import cut, grow, halve, walk
from workshop.theming.encoder import find_encoder
from workshop.theming.labels import PARTS, Label, label_themes, speakers, spokesman
from workshop.theming.lexicon import View
from workshop.theming.match import Fit, alike, best_fit, sureness
from workshop.theming.neighbourhoods import Neighbourhoods
from workshop.theming.steering import Given, Steering, constrain, next_id
from workshop.theming.text import is_empty, languages_of, stems
from workshop.theming.vectors import (
    EXACT,
    Matrix,
    find_table,
    leaders,
    lean,
)
from workshop.theming.why import near_rows, shared_words

READ = 4_000  # characters of a response that are read; no one says a theme in more
MOVE_SURE = 0.6  # under it no move is offered
NEAR_AMONG = 1_000  # rows of a theme among which the nearest are looked for; of more a sample
PARTED = (20, 40)  # rows of a theme from which it has three and four sub-themes, not two
SAME = 0.01  # distance under which two responses say the same
MIXED = 0.57  # likeness within a theme, over that of so many neighbours, under which it has no idea
UNSAID = 0.72  # the same, where its name speaks for less than SAID of its responses
SAID = 1 / 3
TOLD = 40  # responses of a theme for which one of them may speak, as its name

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
        n_themes: how many themes to aim at; None: by the number of responses, 3 to 9, and more
            than nine only where a large room falls into many themes that are crisp.
        prompt: the question that was asked; its own words name no theme.
        language: of all responses, as in ISO 639-1; None: told apart response by response.
        lexicon: what a field's words mean, as a second view; None: the plain view, by wording.
        change_budget: share of the placed rows that `partial_fit` may move.
        encoder: folder of a sentence encoder (`model.onnx`, `tokenizer.json`); None: without.
        vectors: `static` uses the word vectors where they are installed, `stems` never does.
        random_state: seed of the samples that are drawn above 2,500 different responses.

    Learnt:
        labels_: (n,) index into `themes_` for each row; -1 for none.
        themes_: list of Theme, the standing ones first, then the largest.
        suggestions_: dict from row to Suggestion, for rows that steering left open.
        stacks_: tuples of rows that say the same.
        empty_: rows that say nothing to group.
        singles_: rows that say what nobody else says: no theme would suit them.

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
    singles_: tuple[int, ...]
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
        encoder: str | None = None,
        vectors: str = "static",
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.prompt = prompt
        self.language = language
        self.lexicon = lexicon
        self.change_budget = change_budget
        self.encoder = encoder
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
        asked = _checked(texts)
        found = np.full(len(asked), -1, dtype=np.int64)
        for at, fit, _ in self._fits(asked):
            if fit.sure >= LEAST_SURE:
                found[at] = fit.theme
        return found

    def place(self, texts: Iterable[str]) -> list[Suggestion]:
        """Return where further texts belong, and why; `row` is their place among these texts.

        One that says nothing, or a board without an open theme, has no place.
        """
        check_is_fitted(self)
        asked = _checked(texts)
        spoken = languages_of(asked, self.language)
        board, counts = self._arrangement.board, self._counts
        arrived = []
        for at, fit, vector in self._fits(asked):
            (near,) = near_rows(vector[None, :], board.vectors, self._members(fit.theme))
            arrived.append(
                Suggestion(
                    row=at,
                    theme=self.themes_[fit.theme].id,
                    sure=fit.sure,
                    runner_up=None if fit.runner_up is None else self.themes_[fit.runner_up].id,
                    words=counts.shared_by(asked[at], spoken[at], fit.theme),
                    near=tuple(board.rows[at] for at in near),
                )
            )
        return arrived

    def _fits(self, texts: list[str]) -> Iterator[tuple[int, Fit, Matrix]]:
        """Yield the number, the best open theme and the vector of each text that has one."""
        check_is_fitted(self)
        filled = [i for i, text in enumerate(texts) if not is_empty(text)]
        arranged = self._arrangement
        if arranged.matcher is None or not filled:
            return
        spoken = languages_of(texts, self.language)
        vectors = arranged.board.space.transform(
            [texts[i][:READ] for i in filled], [spoken[i] for i in filled]
        )
        others = arranged.board.items.vectors
        if len(others) > EXACT:
            others = others[leaders(len(others), self.random_state)]
        scores = arranged.matcher.score(lean(vectors, others))
        taught = [i for i in arranged.open if i < scores.shape[1]]
        for at, row in enumerate(filled):
            fit = best_fit(scores[at], taught)
            if fit:
                yield row, fit, vectors[at]

    def _members(self, theme: int) -> NDArray[np.int64]:
        """Return where the vectors of a theme's rows stand, of very many of an even sample.

        Without mere suggestions.
        """
        found = self._member_places.get(theme)
        if found is None:
            arranged, place = self._arrangement, self._counts.place
            found = np.array(
                [
                    place[row]
                    for row in self._counts.rows[theme]
                    if arranged.board.item_of[row] not in arranged.fits
                ],
                dtype=np.int64,
            )
            found = found[:: 1 + len(found) // (NEAR_AMONG + 1)]
            self._member_places[theme] = found
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

    def propose_joins(self, n_themes: int) -> list[tuple[str, str]]:
        """Return joins (from, into), nearest first, that leave `n_themes` of the open themes.

        A theme that a person named joins no other; so there may be fewer joins.
        """
        check_is_fitted(self)
        items, held = self._arrangement.board.items, self._held()
        group = {theme: theme for theme in held}
        joins = []
        while len(set(group.values())) > n_themes:
            pair = self._nearest_two(group, items.vectors, items.weight)
            if pair is None:
                break
            source, target = pair
            group = {theme: target if to == source else to for theme, to in group.items()}
            joins.append((self.themes_[source].id, self.themes_[target].id))
        return joins

    def _nearest_two(
        self, group: Mapping[int, int], vectors: Any, weight: Any
    ) -> tuple[int, int] | None:
        """Return the two groups of themes that are nearest on average: the smaller, the larger."""
        arranged = self._arrangement
        best: tuple[float, int, int] | None = None
        inside = {
            one: np.isin(arranged.label, [theme for theme, to in group.items() if to == one])
            for one in set(group.values())
        }
        mean = {
            one: weight[rows] @ vectors[rows] / weight[rows].sum() for one, rows in inside.items()
        }
        for one, other in combinations(sorted(inside), 2):
            small, large = sorted((one, other), key=lambda at: (weight[inside[at]].sum(), -at))
            if not self._may_join(group, small, large):
                small, large = large, small
            if not self._may_join(group, small, large):
                continue
            like = round(float(mean[one] @ mean[other]), 9)
            if best is None or like > best[0]:
                best = like, small, large
        return None if best is None else best[1:]

    def _held(self) -> list[int]:
        """Return the open themes that hold something; where themes stand, only those."""
        arranged = self._arrangement
        standing = len(arranged.given) or arranged.n_themes
        return [t for t in arranged.open if t < standing and (arranged.label == t).any()]

    def _may_join(self, group: Mapping[int, int], source: int, target: int) -> bool:
        """Whether people did nothing that keeps one group of themes from joining another."""
        arranged = self._arrangement
        own, other = (
            [theme for theme, to in group.items() if to == one] for one in (source, target)
        )
        if any(theme < len(arranged.given) and self._is_named(theme) for theme in own):
            return False
        items = np.flatnonzero(np.isin(arranged.label, own)).tolist()
        there = np.isin(arranged.label, other)
        ids = [self.themes_[theme].id for theme in other]
        return all(
            not arranged.board.is_firm(item)
            and not any(arranged.board.is_barred(item, theme) for theme in ids)
            and arranged.board.may_share(item, there)
            for item in items
        )

    def _is_named(self, theme: int) -> bool:
        given = self._arrangement.given[theme]
        return given.named and bool(given.name)

    def propose_divisions(self, n_themes: int) -> list[tuple[str, str, tuple[int, ...]]]:
        """Return (theme, name, rows): what would leave a theme for one of its own, until there are
        `n_themes` open themes. What a person placed stays where it is.
        """
        check_is_fitted(self)
        arranged, board = self._arrangement, self._arrangement.board
        loose = np.array([not board.is_firm(item) for item in range(len(arranged.label))])
        held = self._held()
        divisions = []
        label = arranged.label.copy()
        for _ in range(n_themes - len(held)):
            halves = [
                (half[0], theme, half[1])
                for theme in held
                if (half := halve(board.items, np.flatnonzero((label == theme) & loose)))
            ]
            if not halves:
                break
            _, theme, items = max(halves, key=lambda half: (half[0], -half[1]))
            label[items] = -1
            divisions.append((theme, tuple(board.rows_of(items.tolist()))))
        names = self._names_of([rows for _, rows in divisions], self.prompt)
        return [
            (self.themes_[theme].id, name, rows)
            for (theme, rows), name in zip(divisions, names, strict=True)
        ]

    def _names_of(self, groups: Sequence[Sequence[int]], prompt: str) -> list[str]:
        """Return a name for each group of rows, beside all others, in other words than `prompt`."""
        board = self._arrangement.board
        number = {row: at for at, rows in enumerate(groups) for row in rows}
        names = label_themes(
            [board.texts[row] for row in board.rows],
            [board.languages[row] for row in board.rows],
            np.array([number.get(row, -1) for row in board.rows]),
            len(groups),
            prompt=prompt,
        )
        return [found.name for found in names]

    def parts(self, theme_id: str) -> list[tuple[str, tuple[int, ...]]]:
        """Return the sub-themes of a theme, the largest first: each a name and its rows.

        Two to four, by size; none where all say the same. Raises BadMessage: `unknown_theme`.
        """
        check_is_fitted(self)
        number = next((i for i, theme in enumerate(self.themes_) if theme.id == theme_id), None)
        if number is None:
            raise BadMessage("unknown_theme", theme=theme_id)
        board = self._arrangement.board
        inside = np.flatnonzero(self._arrangement.label == number)
        if len(inside) < 2:
            return []
        items = board.items.only(inside)
        wanted = 2 + sum(items.weight.sum() >= least for least in PARTED)
        label = walk(items, np.zeros(len(inside), dtype=np.int64), wanted)
        if not label.any():  # too few for two themes, but a person has asked
            merges = grow(items) if len(inside) <= EXACT else []
            if not merges or merges[-1][0] < SAME:
                return []
            label = cut(merges, len(inside), 2)
        rows = [board.rows_of(inside[label == one].tolist()) for one in range(label.max() + 1)]
        rows = sorted((sorted(own) for own in rows), key=lambda own: (-len(own), own))
        names = self._names_of(rows, f"{self.prompt} {self.themes_[number].name}")
        return [(name, tuple(own)) for name, own in zip(names, rows, strict=True)]

    def why(self, row: int) -> Suggestion | None:
        """Return what puts a row into its theme, as if it were to be placed now; None for none.

        Raises BadMessage: `steering_row`.
        """
        check_is_fitted(self)
        if not 0 <= row < len(self.texts_):
            raise BadMessage("steering_row", row=row, rows=len(self.texts_))
        theme = int(self.labels_[row])
        if theme < 0:
            return self.suggestions_.get(row)
        arranged = self._arrangement
        item = arranged.board.item_of[row]
        if item < 0 or arranged.matcher is None:
            return None
        if item in arranged.taught:
            scores = arranged.matcher.score_left_out()[arranged.taught.index(item)]
        else:
            scores = arranged.matcher.score(arranged.board.items.vectors[[item]])[0]
        others = [t for t in arranged.open if t < len(scores) and t != theme]
        fit = best_fit(scores, others)
        runner_up = fit.theme if fit else None
        members = self._members(theme)
        (near,) = self._near([row], members[members != self._counts.place[row]])
        return self._reason(row, theme, sureness(scores, theme, runner_up), runner_up, near)

    def _arrange(self, texts: list[str], steering: Steering) -> None:
        constraints = constrain(steering, len(texts))
        table = find_table() if self.vectors == "static" else None
        knows = table.knows if table else None
        board = lay_out(
            [text[:READ] for text in texts],
            constraints,
            language=self.language,
            table=table,
            random_state=self.random_state,
            prompt=self.prompt,
            view=View(self.lexicon, self.prompt, knows) if self.lexicon else None,
            encoder=find_encoder(self.encoder) if self.encoder else None,
        )
        arranged = arrange(board, constraints.themes, self.n_themes, self.random_state)
        self._arrangement = arranged
        self.texts_, self.steering_ = texts, steering
        self.stacks_ = board.stacks
        self.empty_ = tuple(row for row, text in enumerate(texts) if is_empty(text))
        self.labels_ = _labels(arranged)
        self.themes_ = self._read_out(arranged)
        self.suggestions_ = self._explain(arranged)
        self.singles_ = tuple(self._alone())

    def _read_out(self, arranged: Arrangement) -> list[Theme]:
        """Return the themes with their names, quotes and sizes."""
        board, rows = arranged.board, list(arranged.board.rows)
        usual = Neighbourhoods(board.vectors)
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
            themes.append(self._theme(arranged, number, theme_id, found, given, usual))
        return themes

    def _theme(
        self,
        arranged: Arrangement,
        number: int,
        theme_id: str,
        found: Label,
        given: Given | None,
        usual: Neighbourhoods,
    ) -> Theme:
        board = arranged.board
        inside = np.flatnonzero(self.labels_[list(board.rows)] == number)
        texts = [board.texts[row] for row in board.rows]
        spoken = speakers(texts, board.vectors, inside)
        says_little = found.vague or found.share < SAID
        mixed = usual.share(inside) < (UNSAID if says_little else MIXED)
        phrase = ""
        if len(inside) <= TOLD and (
            found.vague or (says_little and found.parts == (1 if mixed else PARTS))
        ):
            languages = [board.languages[row] for row in board.rows]
            phrase = spokesman(texts, languages, board.vectors, inside)
        return Theme(
            id=theme_id,
            name=given.name if given and given.name else phrase or found.name,
            keywords=found.keywords,
            quotes=tuple(board.rows[at] for at in spoken),
            size=int((self.labels_ == number).sum()),
            mixed=mixed or (found.vague and not phrase),
        )

    def _alone(self) -> Iterator[int]:
        """Yield the rows that say something, stand nowhere and would probably stand nowhere."""
        empty = set(self.empty_)
        for row, label in enumerate(self.labels_.tolist()):
            found = self.suggestions_.get(row)
            is_likely = found is not None and found.sure >= LEAST_SURE
            if label < 0 and not is_likely and row not in empty:
                yield row

    def _explain(self, arranged: Arrangement) -> dict[int, Suggestion]:
        """Return a suggestion with its reasons for each row of an item that has a fit."""
        board = arranged.board
        self._counts = _StemCounts(board, self.labels_, arranged.n_themes)
        self._member_places: dict[int, NDArray[np.int64]] = {}
        likely: dict[int, list[int]] = {}
        for row in board.rows:
            fit = arranged.fits.get(board.item_of[row])
            if fit is not None:
                likely.setdefault(fit.theme, []).append(row)
        found = {}
        for theme, rows in likely.items():
            for row, near in zip(rows, self._near(rows, self._members(theme)), strict=True):
                fit = arranged.fits[board.item_of[row]]
                found[row] = self._reason(row, theme, fit.sure, fit.runner_up, near)
        return found

    def _near(self, rows: Sequence[int], members: NDArray[np.int64]) -> list[tuple[int, ...]]:
        """Return the rows that are nearest to each, among those whose vectors stand there."""
        board = self._arrangement.board
        asked = board.vectors[[self._counts.place[row] for row in rows]]
        return [
            tuple(board.rows[at] for at in near)
            for near in near_rows(asked, board.vectors, members)
        ]

    def _reason(
        self, row: int, theme: int, sure: float, runner_up: int | None, near: tuple[int, ...]
    ) -> Suggestion:
        """Return what speaks for a row's place in a theme: words and nearest rows."""
        return Suggestion(
            row=row,
            theme=self.themes_[theme].id,
            sure=sure,
            runner_up=None if runner_up is None else self.themes_[runner_up].id,
            words=self._counts.shared(row, theme),
            near=near,
        )

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
    rows: list[dict[int, None]]  # filled rows of each theme, in canonical order
    place: dict[int, int]  # row → where its vector stands

    def __init__(self, board: Board, labels: Labels, n_themes: int) -> None:
        self.board = board
        self.rows = [{} for _ in range(n_themes)]
        self.place = {row: at for at, row in enumerate(board.rows)}
        held = {row: set(stems(board.texts[row], board.languages[row])) for row in board.rows}
        for row, theme in zip(board.rows, labels[list(board.rows)].tolist(), strict=True):
            if theme >= 0:
                self.rows[theme][row] = None
        self.everywhere = Counter(chain.from_iterable(held.values()))
        self.inside = [Counter(chain.from_iterable(held[row] for row in own)) for own in self.rows]

    def shared(self, row: int, theme: int) -> tuple[str, ...]:
        """Return the words that a row shares with a theme."""
        text, language = self.board.texts[row], self.board.languages[row]
        inside, everywhere = self.inside[theme], self.everywhere
        if row in self.rows[theme]:  # what only it says, it shares with nobody
            own = Counter(set(stems(text, language)))
            inside, everywhere = inside - own, everywhere - own
        return shared_words(text, language, inside, everywhere, max(len(self.rows[theme]), 1))

    def shared_by(self, text: str, language: str, theme: int) -> tuple[str, ...]:
        """Return the words that a further text shares with a theme."""
        inside, n_inside = self.inside[theme], max(len(self.rows[theme]), 1)
        return shared_words(text, language, inside, self.everywhere, n_inside)


def _checked(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str) or not isinstance(texts, Iterable):
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
        group = firm.group[row]
        if label < 0 or group in firm.home or group in firm.aside:
            continue
        if themes[label].id not in firm.barred.get(group, ()):
            home.setdefault(group, themes[label].id)
    full = {**home, **firm.home}
    torn = {a for a, b in firm.apart if a in full and full[a] == full.get(b)}
    kept = home.keys() - torn
    placed = {row: home[group] for row, group in enumerate(firm.group) if group in kept}
    return replace(steering, placed=placed)
