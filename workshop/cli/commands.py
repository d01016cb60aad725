"""Commands: one for each thing that an operator does.

Exit codes: 0 it is done, 1 it could not be done, 2 it was asked for wrongly. Whatever goes wrong is
said in one sentence on standard error.

What `serve` does not need is loaded by the commands that do: a server that died is to be back soon.
"""

import asyncio
import errno
import json
import socket
import ssl
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workshop import logs
from workshop.app import build_app, clock
from workshop.cli.addresses import Addresses, addresses_of
from workshop.cli.beginning import Wish, make_workshop, writing
from workshop.cli.keeping import ENDINGS
from workshop.cli.keeping import export as keep
from workshop.errors import NotFound, Refused, Unavailable, WorkshopError
from workshop.serve import FILES_WANTED, bind, open_files, run
from workshop.settings import Settings, read_settings
from workshop.store.copies import back_up, restore
from workshop.store.database import Database, inspect
from workshop.web import auth
from workshop.web.assets import folder_of
from workshop.web.messages import read_messages
from workshop.web.printing import reader_of

if TYPE_CHECKING:
    from workshop.cli.demo import Sample
    from workshop.crowd.clients import Tally
    from workshop.crowd.evening import Crowd

FAILED, USAGE = 1, 2
ASKED_WRONGLY = {
    "bad_setting",
    "bad_address",
    "unknown_database",
    "unknown_mode",
    "no_such_template",
    "no_such_language",
}
WAIT_FOR_SERVER = 10.0  # seconds for a running server's commit
TELL_EVERY = 0.5  # seconds between two lines of progress
THROWN_AWAY = ":memory:"  # a file in a temporary folder

app = typer.Typer(
    name="workshop",
    help="Workshops with live input, themes that listen, and the plan that comes of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Moderation(StrEnum):
    """What is held before the room sees it."""

    open = "open"
    flagged = "flagged"
    all = "all"


class Form(StrEnum):
    """What a workshop can be written as."""

    csv = "csv"
    themes_csv = "themes-csv"
    ballots_csv = "ballots-csv"
    statements_csv = "statements-csv"
    parking_lot_csv = "parking-lot-csv"
    xlsx = "xlsx"
    minutes_docx = "minutes-docx"
    minutes_pdf = "minutes-pdf"
    wall_pdf = "wall-pdf"
    json = "json"
    docx = "docx"


def _setting(name: str, *names: str) -> Any:  # typer's own marker
    """Return the flag of a setting, with the help that the setting has."""
    described = Settings.model_fields[name]
    shown = f"{described.description} (WORKSHOP_{name.upper()})"
    return typer.Option(
        *(names or (f"--{name.replace('_', '-')}",)), help=shown, show_default=False
    )


DatabaseFlag = Annotated[str | None, _setting("database_url", "--database")]
PublicUrlFlag = Annotated[str | None, _setting("public_url")]
PortFlag = Annotated[int | None, _setting("port")]
EncoderFlag = Annotated[Path | None, _setting("encoder")]
ModelUrlFlag = Annotated[str | None, _setting("model_url")]
ModelNameFlag = Annotated[str | None, _setting("model_name")]
JsonFlag = Annotated[bool, typer.Option("--json", help="print one JSON object")]


@app.command()
def serve(
    host: Annotated[str | None, _setting("host")] = None,
    port: PortFlag = None,
    database: DatabaseFlag = None,
    public_url: PublicUrlFlag = None,
    language: Annotated[str | None, _setting("language")] = None,
    compress: Annotated[bool | None, _setting("compress", "--compress/--no-compress")] = None,
    engine: Annotated[bool | None, _setting("engine", "--engine/--no-engine")] = None,
    encoder: EncoderFlag = None,
    model_url: ModelUrlFlag = None,
    model_name: ModelNameFlag = None,
    tls_cert: Annotated[Path | None, _setting("tls_cert")] = None,
    tls_key: Annotated[Path | None, _setting("tls_key")] = None,
    log: Annotated[str | None, _setting("log")] = None,
) -> None:
    """Run the server, and print the addresses to open."""
    settings = read_settings(
        host=host,
        port=port,
        database_url=database,
        public_url=public_url,
        language=language,
        compress=compress,
        engine=engine,
        encoder=encoder,
        model_url=model_url,
        model_name=model_name,
        tls_cert=tls_cert,
        tls_key=tls_key,
        log=log,
    )
    logs.begin(settings.log)
    _check_certificate(settings)
    with _bound(settings) as listening:
        address = addresses_of(settings, listening.getsockname()[1])
        opened = Database.open(settings.database_url)
        server = build_app(settings, database=opened, phones_at=address.for_phones)
        _announce(address, opened)
        with suppress(KeyboardInterrupt):  # that is how it ends
            run(server, settings, listening)


def _check_certificate(settings: Settings) -> None:
    """Raise Refused `bad_setting` for a certificate or key that cannot be used."""
    if settings.tls_cert is None:
        return
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except (OSError, ValueError) as error:  # OpenSSL's errors are OSErrors
        problem = "the certificate and its key cannot be read together."
        raise Refused("bad_setting", name="tls_cert", problem=problem) from error


def _bound(settings: Settings) -> socket.socket:
    """Return a listening socket. Raises Refused `port_taken`, `port_refused`."""
    try:
        return bind(settings)
    except OSError as error:
        code = "port_taken" if error.errno == errno.EADDRINUSE else "port_refused"
        raise Refused(code, host=settings.host, port=str(settings.port)) from error


def _announce(addresses: Addresses, database: Database) -> None:
    """Print where to go; a link for the first facilitator while there is none."""
    with writing(database) as session:
        token = auth.first_run_token(session, clock())
    print("Workshop is running. Ctrl-C ends it.\n")
    if token is not None:
        print(f"  Begin here, once:   {addresses.here}/welcome?token={token}")
    print(f"  Facilitator:        {addresses.here}/home")
    for address in addresses.phones:
        print(f"  Phones:             {address}/")
    if not addresses.phones:
        print("  Phones:             none can reach this address; try --host 0.0.0.0")
    if 0 < (most := open_files()) < FILES_WANTED:
        print(f"  Note: this system lets the server open only {most} files, one for each phone.")
        print("        Raise its limit (ulimit -n) before a large room.")
    print(flush=True)
    if addresses.phones and sys.stdout.isatty():
        import segno

        segno.make(f"{addresses.phones[0]}/", micro=False).terminal(compact=True)


@app.command()
def demo(
    host: Annotated[str | None, _setting("host")] = None,
    port: PortFlag = None,
    public_url: PublicUrlFlag = None,
) -> None:
    """Run the server on a throw-away database, with sample workshops, a plan and a lively crowd."""
    from workshop.cli.demo import Visitors, furnish

    settings = read_settings(host=host, port=port, public_url=public_url, database_url=THROWN_AWAY)
    logs.begin(settings.log)
    with _bound(settings) as listening:
        address = addresses_of(settings, listening.getsockname()[1])
        opened = Database.open(settings.database_url)
        sample = furnish(opened, address=address.here, at=clock())
        server = build_app(settings, database=opened, phones_at=address.for_phones)
        _announce_demo(sample, address)
        with suppress(KeyboardInterrupt), Visitors(address.here, sample.running.code):
            run(server, settings, listening)
    print("\nThe demo has ended; nothing of it is kept.")


def _announce_demo(sample: "Sample", address: Addresses) -> None:
    running = sample.running
    join = f"{address.for_phones or address.here}/w/{running.code}"
    print("Workshop is running, with samples. Ctrl-C ends it, and nothing is kept.\n")
    print(f"  Begin here, once:   {running.console_url}")
    print(f"  Wall:               {running.wall_url}")
    print(f"  Phones:             {join}")
    print(f"  A plan:             {address.here}/plans/{sample.plan}")
    print(f"  A finished evening: {address.here}/w/{sample.finished_code}/console")
    print("\nThe first link signs you in; then open the others in the same browser.", flush=True)
    if address.phones and sys.stdout.isatty():
        import segno

        segno.make(join, micro=False).terminal(compact=True)


@app.command()
def new(
    template: Annotated[str, typer.Option(help="the template's name, such as focus-group")],
    title: Annotated[
        str | None, typer.Option(help="what it is called; else as the template")
    ] = None,
    is_open: Annotated[bool, typer.Option("--open", help="open the first prompt")] = False,
    moderation: Annotated[Moderation | None, typer.Option(help="what is held at first")] = None,
    project: Annotated[
        str | None, typer.Option(help="the project's title; else the newest")
    ] = None,
    language: Annotated[str | None, _setting("language")] = None,
    database: DatabaseFlag = None,
    public_url: PublicUrlFlag = None,
    port: PortFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a workshop out of a template; a server may be running on the same database."""
    settings = read_settings(
        database_url=database, public_url=public_url, port=port, language=language
    )
    opened = Database.open(settings.database_url, visiting=True, wait=WAIT_FOR_SERVER)
    wish = Wish(
        template=template,
        title=title,
        language=settings.language,
        moderation=moderation and moderation.value,
        project=project,
        is_open=is_open,
    )
    scheme = "https" if settings.tls_cert else "http"
    address = settings.public_url.rstrip("/") or f"{scheme}://localhost:{settings.port}"
    try:
        made = make_workshop(opened, wish, address=address, at=clock())
    finally:
        opened.close()
    if as_json:
        _print_json(asdict(made))
        return
    print(f"Join:      {made.join_url}\nConsole:   {made.console_url}  (works once)")
    print(f"Wall:      {made.wall_url}")


@app.command()
def crowd(
    url: Annotated[str, typer.Argument(help="the server's address, such as http://localhost:8000")],
    code: Annotated[str, typer.Argument(help="the workshop's code")],
    phones: Annotated[int, typer.Option(min=1, max=5_000, help="how many phones")],
    rate: Annotated[float, typer.Option(min=0.01, max=5_000, help="responses a second in all")],
    texts: Annotated[Path, typer.Option(help="a text, CSV, JSONL or scenario file")],
    seconds: Annotated[float | None, typer.Option(min=0, help="stop sending after this")] = None,
    wall: Annotated[str | None, typer.Option(help="the wall's address, with its key")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let many phones join and respond over real sockets, and count what was lost or doubled.

    Each text is sent once, in order, under the open prompt of its kind, else the first open one.
    Leaves with 0 only when nothing was lost and nothing doubled.
    """
    from workshop.crowd.evening import Crowd, Wish
    from workshop.crowd.lines import read_lines

    wish = Wish(
        url=url,
        code=code,
        phones=phones,
        rate=rate,
        lines=read_lines(texts),
        seconds=seconds,
        wall=wall,
    )
    open_files()
    report = asyncio.run(_with_progress(Crowd(wish)))
    if as_json:
        _print_json(report)
    else:
        _print_report(report)
    if not report["ok"]:
        raise typer.Exit(FAILED)


@app.command()
def themes(
    file: Annotated[Path, typer.Argument(help="a CSV, JSONL, text or scenario file")],
    prompt: Annotated[str, typer.Option(help="the question that was asked")] = "",
    language: Annotated[str | None, typer.Option(help="of the responses; else it is seen")] = None,
    lexicon: Annotated[str, typer.Option(help="a lexicon's name or file, or none")] = "none",
    column: Annotated[str | None, typer.Option(help="the column; of a scenario, the kind")] = None,
    steer: Annotated[Path | None, typer.Option(help="a JSON file of what people decided")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="write a CSV, a row a response; - prints it"),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Group the responses of a file into themes."""
    # Here, because numeric libraries take a second to load and a server never needs them.
    from workshop.cli.grouping import Progress, csv_of, table_of
    from workshop.theming.shell import group_file

    progress = Progress()
    with progress.shown():
        found = group_file(
            file,
            prompt=prompt,
            language=language,
            lexicon=lexicon,
            column=column,
            steer=steer,
            begins=progress.begins,
        )
    if output == Path("-"):
        sys.stdout.buffer.write(csv_of(found))
        return
    if output is not None:
        _write(output, csv_of(found))
    if as_json:
        _print_json({name: part for name, part in found.items() if name != "texts"})
    else:
        print(table_of(found))


@app.command()
def export(
    workshop: Annotated[str, typer.Argument(help="a workshop's code or id")],
    form: Annotated[Form, typer.Option("--format", help="docx is the plan of its project")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="- prints it")] = None,
    language: Annotated[str | None, _setting("language")] = None,
    database: DatabaseFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a workshop's minutes, wall, tables or archive, or its plan, to a file."""
    settings = read_settings(database_url=database, language=language)
    if inspect(settings.database_url) is None:
        raise NotFound("no_such_file", file=settings.database_url)
    zone = datetime.now().astimezone().tzinfo
    messages = read_messages(folder_of("data/locale"), zone=zone or UTC, default=settings.language)
    reader = reader_of(messages, settings.language)
    opened = Database.open(settings.database_url, visiting=True, wait=WAIT_FOR_SERVER)
    try:
        with opened.reader() as session:
            content = keep(session, workshop, form.value, reader=reader, at=clock())
    finally:
        opened.close()
    if output == Path("-"):
        sys.stdout.buffer.write(content)
        return
    path = output or Path(f"{workshop}-{form.value}.{ENDINGS[form.value]}")
    _write(path, content)
    if as_json:
        _print_json({"file": str(path), "bytes": len(content)})
    else:
        print(path)


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="the copy's name; one with the time")] = None,
    database: DatabaseFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a consistent copy of the whole database, also while a server runs."""
    settings = read_settings(database_url=database)
    made_at = datetime.now().astimezone()
    target = file or Path(f"workshop-{made_at:%Y%m%d-%H%M%S}.db")
    size = back_up(settings.database_url, target)
    if as_json:
        _print_json({"file": str(target), "bytes": size})
    else:
        print(f"{target}: {size / 1e6:.1f} MB, whole and sound")


@app.command("restore")
def restore_copy(
    file: Annotated[Path, typer.Argument(help="a copy that `workshop backup` has written")],
    database: DatabaseFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Put a copy in the place of the database; what was there is kept beside it."""
    settings = read_settings(database_url=database)
    before = restore(file, settings.database_url)
    if as_json:
        _print_json({"restored": str(file), "before": str(before) if before else None})
        return
    print(f"{file} is in place. Start the server: phones and consoles find their way back.")
    if before:
        print(f"What was there is kept: {before}")


def _write(path: Path, content: bytes) -> None:
    """Write a file. Raises Refused `not_writable`."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refused("not_writable", file=str(path)) from error


@app.command()
def doctor(
    host: Annotated[str | None, _setting("host")] = None,
    port: PortFlag = None,
    database: DatabaseFlag = None,
    encoder: EncoderFlag = None,
    model_url: ModelUrlFlag = None,
    model_name: ModelNameFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Look at what is installed, and whether it would carry an evening. Nothing is changed."""
    settings = read_settings(
        host=host,
        port=port,
        database_url=database,
        encoder=encoder,
        model_url=model_url,
        model_name=model_name,
    )
    from workshop.cli.checkup import check_up

    findings = []
    for finding in check_up(settings):
        findings.append(finding)
        if not as_json:
            print(f"{finding.state:<7} {finding.name:<11} {finding.told}", flush=True)
    is_well = all(finding.state != "failed" for finding in findings)
    if as_json:
        _print_json({"ok": is_well, "checks": [asdict(finding) for finding in findings]})
    if not is_well:
        raise typer.Exit(FAILED)


async def _with_progress(everybody: "Crowd") -> dict[str, Any]:
    """Run the crowd; tell how far it is on standard error, if somebody looks at it."""
    running = asyncio.create_task(everybody.run())
    while sys.stderr.isatty() and not running.done():
        await asyncio.wait([running], timeout=TELL_EVERY)
        print(f"\r{_progress(everybody.tally)}\x1b[K", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return await running


def _progress(tally: "Tally") -> str:
    return (
        f"{tally.joined} of {tally.phones} phones · {tally.sent} sent · {tally.acks} safe"
        f" · {tally.reconnects} came back"
    )


def _print_report(report: dict[str, Any]) -> None:
    print(f"{report['joins']} of {report['phones']} phones joined in {report['seconds']} s")
    print(f"{report['sent']} of {report['texts']} texts sent, {report['acks']} acknowledged")
    for name in ("refused_joins", "refusals", "retries"):
        for code, count in report[name].items():
            print(f"{name.replace('_', ' ')}: {count} × {code}")
    print(f"{report['reconnects']} times a phone came back")
    for name, times in report["latency_ms"].items():
        if times["p50"] is not None:
            told = ", ".join(f"{key} {times[key]:g}" for key in ("p50", "p95", "p99", "max"))
            print(f"to {name}, ms: {told}")
    if server := report["server"]:
        print(f"server: {server['core_percent']} % of a core, {server['memory_mb']} MB")
    print(f"lost: {report['losses']}, doubled: {report['duplicates']}")


# --- the end of every command ---------------------------------------------------------------


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    try:
        app(arguments, prog_name="workshop")
    except WorkshopError as error:
        sys.exit(_complain(error))
    except Exception as error:
        # A mistake of ours: where it is, on one line, for whoever is told of it.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}", file=sys.stderr
        )
        sys.exit(_complain(Unavailable("internal")))


def _complain(error: WorkshopError) -> int:
    messages = read_messages(folder_of("data") / "locale", zone=UTC)
    print(messages.sentence(error.code, error.params, "en"), file=sys.stderr)
    return USAGE if error.code in ASKED_WRONGLY else FAILED
