"""Assets: read once, named by the hash of the whole, kept for ever."""

import gzip
import re
from pathlib import Path

import pytest

from workshop.web.assets import Assets, folder_of, read_assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "css/base.css": "body { margin: 0 }\n" * 100,
        "js/pages/phone.js": 'import { send } from "../live/wire.js"\nimport "../dom/parts.js"\n',
        "js/live/wire.js": "import {\n  merge,\n} from './merge.js'\nexport const send = 1\n",
        "js/live/merge.js": "export const merge = 1\n",
        "js/dom/parts.js": 'export { merge } from "../live/merge.js"\n',
        "notes.txt": "for nobody",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_every_path_holds_the_hash_of_the_whole(folder):
    before = read_assets(folder)
    (folder / "js/live/merge.js").write_text("export const merge = 2\n")
    after = read_assets(folder)
    assert before.path("css/base.css") == f"/static/{before.version}/css/base.css"
    assert before.path("css/base.css") != after.path("css/base.css")


def test_the_same_files_have_the_same_hash(folder):
    assert read_assets(folder).version == read_assets(folder).version


def test_a_module_preloads_everything_it_loads(folder):
    assets = read_assets(folder)
    assert assets.preloads("js/pages/phone.js") == [
        assets.path("js/live/wire.js"),
        assets.path("js/dom/parts.js"),
        assets.path("js/live/merge.js"),
    ]


def test_an_import_that_leads_nowhere_stops_the_start(folder):
    (folder / "js/live/merge.js").unlink()
    with pytest.raises(FileNotFoundError, match=r"static/js/live/merge\.js"):
        read_assets(folder)


def test_a_file_that_does_not_exist_is_named(folder):
    with pytest.raises(KeyError, match=r"static/css/wall\.css"):
        read_assets(folder).path("css/wall.css")


def test_only_files_of_known_types_are_served(folder):
    assert "notes.txt" not in read_assets(folder).files


def test_our_own_files_are_found_and_whole():
    assets = read_assets(folder_of("static"))
    assert {"css/tokens.css", "css/base.css", "css/parts.css"} <= assets.files.keys()


def test_a_file_is_sent_packed_and_for_ever(shared_town):
    assets: Assets = shared_town.app.state.house.assets
    response = shared_town.browser().client.get(assets.path("css/base.css"))
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.content == gzip.decompress(assets.files["css/base.css"].packed)


def test_who_cannot_unpack_gets_the_plain_file(shared_town):
    assets: Assets = shared_town.app.state.house.assets
    path = assets.path("css/base.css")
    response = shared_town.browser().client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in response.headers
    assert response.content == assets.files["css/base.css"].body


def test_a_file_of_another_version_is_gone_and_not_kept(shared_town):
    page = shared_town.browser().opens("/static/0123456789abcdef/css/base.css")
    assert page.status == 404
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "..%2fpyproject.toml", "css/../../README.md"]
)
def test_no_path_leads_out_of_the_folder(shared_town, name):
    version = shared_town.app.state.house.assets.version
    assert shared_town.browser().opens(f"/static/{version}/{name}").status in (307, 404)


def test_comments_that_fill_lines_are_not_sent_and_every_other_line_stands_where_it_stood(tmp_path):
    source = "\n".join(
        [
            "/** What this does,",
            " * in words. */",
            "export const a = '/* no comment */' // said",
            "/* one */ export const b = 1 /* two */",
            "  /* three */  ",
            "export const c = `",
            "`",
        ]
    )
    (tmp_path / "a.js").write_text(source)
    sent = read_assets(tmp_path).files["a.js"].body.decode().split("\n")
    kept = ["" if n in (0, 1, 4) else line for n, line in enumerate(source.split("\n"))]
    assert sent == kept


def pages_of(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        path = folder / "js" / (name.replace("__", "/") + ".js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


JOINED = {
    "pages__phone": (
        "/** The page. */\n\n"
        "import { one } from '../live/wire.js'\n"
        "import { inner, told } from '../phone/told.js'\n"
        "import { both } from '../phone/both.js'\n\n"
        "const own = 'outer' // not theirs\n"
        "const said = [own, one, inner, told(), both].join(' // ')\n"
    ),
    "phone__told": (
        "import { both } from './both.js'\n"
        "import { other } from '../live/wire.js'\n\n"
        "const own = 'inner' // its own\n"
        "/** What is told. */\n"
        "export const inner = own\n"
        "export function told() {\n  return `${both} ${other}`\n}\n"
    ),
    "phone__both": "export const both = 'both'\n",
    "phone__later": "export const later = 1\n",
    "live__wire": "export const one = 'one'\nexport const other = 'other'\n",
}


def test_a_phones_page_comes_in_one_module_with_those_of_its_folder(tmp_path):
    assets = read_assets(pages_of(tmp_path, **JOINED))
    sent = assets.files["js/pages/phone.js"].body.decode()
    assert assets.preloads("js/pages/phone.js") == [assets.path("js/live/wire.js")]
    assert sent.count("import {") == 1, "each name from elsewhere is asked for once"
    assert "import { one, other } from '../live/wire.js'" in sent.replace(
        "other, one", "one, other"
    )
    assert sent.index("const { both }") < sent.index("const { inner, told }"), "what it needs first"
    assert (sent.count("'both'"), sent.count("const own")) == (1, 2)
    assert not re.search(r"/\*|not theirs|its own|\n\s*\n", sent), "nothing for those who read"
    assert "join(' // ')" in sent
    assert "later" not in sent, "what comes later is a file of its own"
    assert "js/phone/later.js" in assets.files


def test_a_module_that_cannot_be_joined_stops_the_start(tmp_path):
    for odd in ("import { both as some } from './both.js'\n", "export default 1\n"):
        wrong = {**JOINED, "phone__told": JOINED["phone__told"] + odd}
        with pytest.raises(ValueError, match="cannot be joined"):
            read_assets(pages_of(tmp_path, **wrong))
