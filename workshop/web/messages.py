"""Messages: what we say to people, in their language.

Programs are told codes and parameters; the sentences made of them are here, and only here. The
English text is the key of the catalogues `data/locale/<language>.po` and `<language>.d/*.po`.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from workshop.errors import NotFound

ENGLISH = "en"  # the language that the texts in templates and code are written in


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


# Every code of PROTOCOL.md and of the house. A sentence says what to do next.
SENTENCES = {
    # words and limits
    "empty": _("Please write a few words first."),
    "too_long": _("That is too long. Please keep it under %(limit)s characters."),
    "too_many": _("That is as many as one person can send here. You may change or withdraw one."),
    "too_fast": _("That was quick. Please wait a few seconds and send it again."),
    "too_big": _("That is more than can be sent at once. Please send less."),
    # joining
    "workshop_closed": _("The workshop has ended. Your words are still here to copy."),
    "room_full": _("The room is full. Please ask the facilitator, or share a phone."),
    "unknown_group": _("Please choose one of the groups on the list."),
    "bad_table": _("Please give a table number from 1 to %(tables)s and 1 to %(people)s people."),
    "no_such_seat": _("That recovery code is not known here. Please check it, or join anew."),
    "rehearsal_over": _("The rehearsal is over."),
    "rehearsal_only": _("This is a rehearsal. Nothing of it is kept or brought into a plan."),
    "rehearsal_too_late": _("This workshop has begun. Only one that has not can be practised."),
    "unknown_size": _("Please choose how many simulated people come."),
    "no_such_workshop": _("No workshop has this code. Please check it and type it again."),
    # the agenda
    "prompt_closed": _("This question has closed. Your words are still here to copy."),
    "prompt_not_open": _("This question is not open now."),
    "no_more_prompts": _("That was the last step. You can add one, or close the workshop."),
    "too_many_prompts": _("An agenda has at most %(limit)s steps. Please drop one first."),
    "too_many_templates": _("A district keeps at most %(limit)s templates. Please drop one first."),
    "too_many_groups": _("A workshop has at most %(limit)s groups. Please drop one first."),
    "unknown_kind": _("Please choose a kind from the list."),
    "bad_expected": _(
        "Please give whole numbers of people from 1 to %(limit)s, or leave the field empty."
    ),
    "bad_population": _(
        "Please give whole numbers of people in the district from 1 to %(limit)s, "
        "or leave it empty."
    ),
    "bad_minutes": _("Please give whole minutes, from 1 to %(limit)s."),
    "bad_waves": _("There are at most %(waves)s rounds, each of at most %(limit)s phrases."),
    "wave_full": _("You have sent all that this round takes: %(limit)s. More in the next round."),
    "no_more_waves": _("That was the last round of this question."),
    "has_begun": _("This has begun already, so it stays as it is. You can close it."),
    "no_timer": _("No timer is running for this question. Please start one first."),
    "already_made": _("This workshop has already been made."),
    # tables, paper and doubts
    "unknown_tag": _("Please choose from the list."),
    "bad_tags": _(
        "These lists cannot be used. Please keep to four, and give each a name and 1 to 60 options,"
        " of up to 60 letters."
    ),
    "uneven_tags": _(
        "“%(name)s” has %(least)s lines in one language and %(most)s in the other. Please give both"
        " the same options in the same order, or leave one language empty."
    ),
    "not_a_table": _("Only a phone that writes for a table can do this."),
    "top_full": _("Your table has marked %(limit)s already. Please take a mark off another first."),
    "bad_batch": _("The server did not understand that. Please reload the page and try again."),
    "no_such_batch": _("None of these phrases is there any more."),
    "not_in_sight": _("The themes are not to be seen on phones now. Please try again later."),
    # responses and moderation
    "no_such_response": _("That phrase is not there any more."),
    "redacted": _("The facilitator has changed this phrase, so it stays as it is now."),
    "withdrawn": _("Its author has withdrawn this phrase."),
    "not_shown": _("Only a phrase that is shown can be used here. Please show it first."),
    "unknown_mode": _("Please choose one of the three ways to check phrases."),
    "unknown_reason": _("Please choose a reason from the list."),
    # themes, the wall, priorities
    "other_prompt": _("These belong to different questions, so they stay apart."),
    "nothing_to_do": _("There is nothing to change here. Please choose something first."),
    "bad_parts": _("A phrase has %(least)s to %(most)s cards. Please put each idea on its line."),
    "not_a_piece": _("Each line must be a piece of the phrase, word for word and in its order."),
    "is_part": _("This is a part of a longer phrase. Please do that with the whole of it."),
    "is_split": _("This phrase stands as several cards. Please put it together again first."),
    "no_draft": _("There is no suggestion now. Please ask for one."),
    "too_many_themes": _("One question has at most %(limit)s themes. Please merge some first."),
    "unknown_face": _("The wall has no such picture. Please choose one from the list."),
    "unknown_scheme": _("Please choose one of the looks in the list."),
    "nothing_to_show": _("There is nothing to show yet. Please choose something first."),
    "unknown_view": _("Please choose one of the views in the list."),
    "wall_key": _("This link to the wall has ended. Please open the wall from the console again."),
    # votes
    "too_few_options": _("A vote needs at least %(least)s options. Please choose or write more."),
    "too_many_options": _("A vote has at most %(limit)s options. Please leave some out."),
    "one_option": _("This is a vote about one wording. Please choose or write just one."),
    "same_option": _("Two options say the same. Please leave one of them out, or reword it."),
    "bad_rule": _("Please keep the rules of this vote between %(least)s and %(most)s."),
    "too_many_ballots": _("A workshop has at most %(limit)s votes. Please remove one first."),
    "not_open_yet": _("The workshop has not begun. Please open it first; the vote is kept."),
    "ballot_is_open": _("Another vote is open. Please close it first."),
    "ballot_not_open": _("This vote is not open yet."),
    "ballot_closed": _("This vote has closed. What you chose before counts."),
    "ballot_not_closed": _("That can be done once the vote has closed."),
    "unknown_option": _("That is not one of the options. Please reload the page and try again."),
    "bad_choice": _("That cannot be chosen here. Please look at your choices and send them again."),
    "too_many_dots": _("You have %(limit)s dots in all. Please take some back first."),
    "too_high_stack": _("At most %(limit)s dots can stand on one option. Please spread them."),
    "not_all_points": _("You have given %(spent)s of %(points)s points. Please give just all."),
    "bad_rank": _(
        "Please rank at most %(limit)s: a first, a second and so on, none of them twice."
    ),
    "no_reason": _("Please say in a few words why not. An objection counts with its reason."),
    "no_choice": _("Please choose something first."),
    "beside_vote": _("This was said beside a vote, so it has no place among the themes."),
    # the parking lot
    "lot_full": _("The parking lot holds at most %(limit)s. Please take something off first."),
    "is_parked": _("This phrase is on the parking lot. Please take it off there first."),
    "bad_day": _("Please choose a day, like 2027-06-30."),
    # the results page
    "results": _("There is no such page. Please check the link, or ask who led the workshop."),
    "results_over": _("This link has ended. Please ask who led the workshop for a new one."),
    "results_not_open": _("The results are not open yet. Please look again later."),
    "results_no_seat": _("Only phones that took part can open this. Please ask for the link."),
    # two who steer
    "not_lead": _("Somebody else leads now: the wall and the agenda are theirs to change."),
    "lead_is_here": _("Who leads is here. Please ask for the lead, and they can hand it over."),
    "lead_was_here": _("Who leads was here just now. You can take over in %(seconds)s seconds."),
    "not_here": _("Nobody of that name is here now. Please choose somebody who is."),
    "too_many_remarks": _("There are %(limit)s remarks already, and that is as many as fit."),
    "unknown_language": _("Please choose one of the workshop’s languages."),
    "nothing_to_undo": _("There is nothing of yours left to undo."),
    # any command
    "changed_meanwhile": _("Somebody else has just changed this. Please look at it and try again."),
    "no_such_thing": _("That is not there any more. Somebody may have removed it."),
    "not_for_role": _("This is not yours to do here. Please ask the lead facilitator."),
    "ref_reused": _("This was already sent with other words. Please reload the page."),
    "bad_message": _("The server did not understand that. Please reload the page and try again."),
    "other_origin": _(
        "This came from a page elsewhere. Please open the workshop’s own page and try again."
    ),
    # signing in
    "not_signed_in": _("Please sign in first."),
    "not_allowed": _("You have no right to see or do this. Please ask whoever invited you."),
    "not_your_workshop": _("This workshop is not yours. Please ask its facilitator to invite you."),
    "wrong_password": _("Mail address and password do not belong together. Please try again."),
    "wrong_old_password": _("That is not your present password. Please try again."),
    "wait_to_sign_in": _(
        "Too many tries for this address. Please wait %(seconds)s seconds and try again."
    ),
    "weak_password": _("Please choose a password of at least %(limit)s characters."),
    "bad_email": _("Please write a mail address, like name@school.org."),
    "email_taken": _("This mail address already has an account. Please sign in with it."),
    "invitation": _("This link is not known here. Please ask for a new one."),
    "invitation_used": _("This link has been used already. Please ask for a new one."),
    "invitation_expired": _("This link has expired. Please ask for a new one."),
    # the desk
    "no_such_page": _("There is no such page. Please go back to the start."),
    "wrong_method": _("That cannot be done here. Please go back and use the page’s buttons."),
    "workshop": _("There is no such workshop. Somebody may have removed it."),
    "project": _("There is no such project. Somebody may have removed it."),
    "plan": _("There is no such plan. Somebody may have removed it."),
    "user": _("There is no such person here."),
    "district": _("There is no such district here."),
    # files that people edit
    "no_such_file": _("There is no file “%(file)s”."),
    "bad_file": _("“%(file)s”, line %(line)s: %(problem)s."),
    "no_such_template": _("There is no such template. Please choose one from the list."),
    # plans
    "item": _("This line of the plan is not there any more. Somebody may have removed it."),
    "invalid_fields": _("Please look at what is marked below."),
    "not_a_date": _("Please choose a day, like 2027-06-30."),
    "not_a_number": _("Please write a number, like 12 or 22.4."),
    "not_a_year": _("Please write a year, like 2027."),
    "unknown_choice": _("Please choose one from the list."),
    "ends_before_start": _("This lies before the beginning. Please choose a later one."),
    "removed_meanwhile": _("Somebody else has removed this line. The history brings it back."),
    "has_items": _("Other lines stand under this one (%(count)s). They would go with it."),
    "parent_removed": _("What it stood under was removed. Please bring that back first."),
    "redacted_meanwhile": _("Words were just replaced in that workshop. Please try again."),
    "wrong_parent": _("That cannot stand here in a plan. Please choose another place."),
    "unknown_field": _("The server does not know one of these fields. Please reload the page."),
    # themes of several workshops
    "combined": _("This combined theme is not there any more. Somebody may have taken it apart."),
    "combined_meanwhile": _(
        "One of these themes is not free any more: it was combined or merged meanwhile."
    ),
    "no_plan_chosen": _("Please choose a plan, and at least one combined theme."),
    # the code book
    "code": _("There is no such code here. Somebody may have removed it."),
    "bad_code": _("The code “%(name)s” was not taken, nor the rest of the file. %(problem)s"),
    "no_file": _("Please choose a file first."),
    "code_removed": _("Somebody else has removed this code. Saving brings it back as you have it."),
    "too_many_words": _("Please keep to %(limit)s lines here."),
    "unknown_reader": _("Please choose somebody of your district."),
    "word_too_long": _(
        "“%(word)s …” is too long for a word to look for: at most %(limit)s letters."
    ),
    "bad_word": _(
        "“%(word)s” cannot be looked for: please write two letters or more, without | ? < >."
    ),
    "too_many_codes": _("A district has at most %(limit)s codes of its own. Please remove one."),
    "too_few_codes": _("At least %(limit)s codes stay in use; fewer make no view of a board."),
    "name_taken": _("Another code is called “%(name)s”. Please choose another name."),
    "no_word": _("There is no word in it. Please write letters or digits."),
    "no_cues": _("Please write at least one word or phrase, in any language."),
    "too_many_cues": _("A code takes at most %(limit)s cues of your own. Please drop some."),
    "cue_too_long": _("“%(cue)s” is too long. Please keep a cue under %(limit)s characters."),
    "cue_no_word": _("“%(cue)s” has no word that tells one phrase from others. Please change it."),
    "cue_star": _(
        "“%(cue)s”: a star ends a single word, after at least %(limit)s letters, like “music*”."
    ),
    "cue_twice": _("“%(cue)s” stands here twice. Please drop one; case and accents do not count."),
    "cue_in_book": _("“%(cue)s” is in the shipped book already. Please drop it here."),
    # the server and its store
    "storage": _("Nothing can be saved at the moment. Please keep your words and try again soon."),
    "storage_locked": _("Nothing can be saved at the moment. Please try again soon."),
    "storage_full": _("The server’s disk is full. Please tell whoever looks after it."),
    "storage_corrupt": _(
        "The file “%(file)s” is damaged. Please put a backup in its place with “workshop restore”, "
        "or name another file with --database."
    ),
    "storage_unreachable": _("The file “%(file)s” cannot be opened. Please check its folder."),
    "storage_foreign": _("The file “%(file)s” holds something else. Please name another file."),
    "storage_newer": _("The file “%(file)s” was made by a newer version. Please update first."),
    "storage_migration": _(
        "The file “%(file)s” could not be brought up to date, and was left as it was."
    ),
    "unknown_database": _("“%(scheme)s” is no database that we know. Please name a file."),
    "bad_setting": _("The setting “%(name)s” does not fit: %(problem)s"),
    # the command line
    "port_taken": _("Port %(port)s is taken by another program. Please choose one with --port."),
    "port_refused": _("The server may not listen on %(host)s, port %(port)s."),
    "bad_address": _("“%(address)s” is no address. Please write it like http://localhost:8000."),
    "no_server": _("No server answers at %(address)s. Please check the address."),
    "not_writable": _("The file “%(file)s” cannot be written."),
    "file_exists": _("There is a file “%(file)s” already. Please name another one."),
    "file_in_use": _("The file “%(file)s” is in use. Please stop the server first."),
    "no_texts": _("There are no words in “%(file)s”."),
    "no_column": _("There is no column “%(column)s”. There are: %(columns)s."),
    "no_such_language": _("There is no catalogue for the language “%(language)s”."),
    "busy": _("The server is busy. Please try again in a moment."),
    "closing": _("The server is restarting. Please try again in a moment."),
    "internal": _("Something went wrong on our side. Nothing was changed; please try again."),
}
# What may be wrong on a line of a file that people write.
PROBLEMS = {
    "not_yaml": _("this is not YAML"),
    "alias": _("the file refers to a part of itself; please write that part out"),
    "not_json": _("this is not JSON"),
    "not_csv": _("this is not CSV"),
    "not_text": _("this is not text"),
    "not_utf8": _("this is not UTF-8 text"),
    "too_large": _("the file is too large"),
    "missing_key": _("“%(found)s” is missing"),
    "unknown_key": _("“%(found)s” means nothing here"),
    "double_key": _("“%(found)s” stands here twice"),
    "not_a_mapping": _("names with values are expected here"),
    "not_a_list": _("a list is expected here"),
    "unknown_slot": _("there is no slot called “%(found)s”"),
    "bad_limits": _("these limits do not fit each other"),
    "not_a_text": _("a text is expected here"),
    "not_a_number": _("a whole number is expected here"),
    "not_an_id": _("“%(found)s” may have letters, digits and underscores only"),
    "out_of_range": _("“%(found)s” is too small or too large"),
    "unknown_value": _("“%(found)s” is not one of the possible values"),
    "unknown_family": _("there is no family “%(found)s” in the file"),
    "unknown_scope": _("“%(found)s” is not one of the possible values"),
    "unknown_code": _("there is no code “%(found)s” in the file"),
    "double_code": _("the code “%(found)s” stands here twice"),
    "no_cues": _("the code “%(found)s” has no cues"),
    "unknown_group": _("there is no group “%(found)s” in the file"),
}
OTHER_PROBLEM = _("something does not fit here: %(found)s")
NO_AMOUNTS = ("line",)  # line 1204, never 1,204
UNKNOWN = _("That did not work. Please reload the page and try again.")


@dataclass(frozen=True, slots=True)
class Messages:
    """Catalogues by language. `read_messages` makes one."""

    catalogues: Mapping[str, NullTranslations]
    zone: tzinfo  # in which days and times are told
    default: str = ENGLISH  # for who has chosen none

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are, English first."""
        return tuple(self.catalogues)

    def gettext(self, language: str) -> NullTranslations:
        """Return the catalogue of a language, the English one for any other."""
        return self.catalogues.get(language, self.catalogues[ENGLISH])

    def sentence(self, code: str, params: Mapping[str, Any], language: str) -> str:
        """Say in a language what a code means; unknown codes have a sentence too."""
        language = language if language in self.catalogues else ENGLISH
        if code == "bad_file":
            params = {**params, "problem": self._problem(params, language)}
        return self._filled(SENTENCES.get(code, UNKNOWN), params, language)

    def language_of(self, wanted: str | None, accepted: str = "") -> str:
        """Choose the language `wanted` by a cookie, else the best that Accept-Language names."""
        if wanted in self.catalogues:
            return str(wanted)
        for tag in _by_preference(accepted):
            language = tag.split("-")[0]
            if language in self.catalogues:
                return language
        return self.default

    def day(self, at: int, language: str, *, form: str = "medium") -> str:
        """Write the day of `at`, milliseconds since 1970 UTC; `form` as Babel names it."""
        return format_date(self._moment(at).date(), form, language)

    def plain_day(self, said: str, language: str) -> str:
        """Write a day that is kept as YYYY-MM-DD."""
        return format_date(date.fromisoformat(said), "medium", language)

    def time(self, at: int, language: str) -> str:
        """Write the time of day of `at`, in hours and minutes."""
        return format_time(self._moment(at), "short", locale=language)

    def moment(self, at: int, language: str) -> str:
        """Write day and time of `at`."""
        return f"{self.day(at, language)}, {self.time(at, language)}"

    def year(self, at: int) -> int:
        """Return the calendar year of a moment."""
        return self._moment(at).year

    def number(self, value: float, language: str, places: int = 0) -> str:
        """Write a number as the language does, with at least so many decimal places."""
        if not places:
            return format_decimal(value, locale=language)
        return format_decimal(value, f"#,##0.{'0' * places}##", locale=language)

    def is_same_day(self, at: int, other: int) -> bool:
        """Tell whether two moments lie on one day here."""
        return self._moment(at).date() == self._moment(other).date()

    def _problem(self, params: Mapping[str, Any], language: str) -> str:
        problem = PROBLEMS.get(params.get("problem", ""), OTHER_PROBLEM)
        found = params.get("found") or params.get("problem", "")
        return self._filled(problem, {"found": found}, language)

    def _filled(self, text: str, params: Mapping[str, Any], language: str) -> str:
        text = self.gettext(language).gettext(text)
        try:
            return text % {
                name: self._shown(name, value, language) for name, value in params.items()
            }
        except KeyError:  # an old or foreign caller left a parameter out
            return self.gettext(language).gettext(UNKNOWN)

    def _moment(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, self.zone)

    def _shown(self, name: str, value: Any, language: str) -> str:  # whatever a rule names
        is_amount = isinstance(value, int | float) and name not in NO_AMOUNTS
        return self.number(value, language) if is_amount else str(value)


def read_messages(folder: Path, *, zone: tzinfo, default: str = ENGLISH) -> Messages:
    """Read every catalogue in `folder`; English needs none.

    Raises NotFound `no_such_language` when there is no catalogue for the default.
    """
    files: dict[str, list[bytes]] = {}
    for path in sorted([*folder.glob("*.po"), *folder.glob("*.d/*.po")]):
        language = path.stem if path.parent == folder else path.parent.stem
        files.setdefault(language, []).append(path.read_bytes())
    catalogues: dict[str, NullTranslations] = {ENGLISH: NullTranslations()}
    for language, parts in files.items():
        catalogues[language] = _catalogue(language, tuple(parts))
    if default not in catalogues:
        raise NotFound("no_such_language", language=default)
    return Messages(catalogues, zone, default)


def direction_of(language: str) -> str:
    """Return `ltr` or `rtl`."""
    return Locale.parse(language).text_direction


def name_of(language: str) -> str:
    """Return what a language calls itself, to begin a line with."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


@lru_cache(8)  # a process may build the house more than once
def _catalogue(language: str, parts: tuple[bytes, ...]) -> Translations:
    """Return the texts of a language's files; a later file has the last word."""
    first, *others = (_read(part, language) for part in parts)
    for other in others:
        first.merge(other)
    return first


def _read(catalogue: bytes, language: str) -> Translations:
    packed = io.BytesIO()
    write_mo(packed, read_po(io.BytesIO(catalogue), locale=language))
    packed.seek(0)
    return Translations(packed)


def _by_preference(accepted: str) -> list[str]:
    """Return the tags of an Accept-Language header, the most wanted first."""
    weighed = []
    for part in accepted.lower().split(",")[:32]:
        tag, _separator, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag))
        except ValueError:
            continue  # a broken part says nothing
    return [tag for weight, tag in sorted(weighed, key=lambda pair: pair[0]) if weight < 0]
