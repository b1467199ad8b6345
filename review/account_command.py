"""`mimamori account`: who may sign in. What it does is review.accounts's; here is how it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from review.parties import Party
from review.start import bring_up_database, set_up

app = typer.Typer(
    no_args_is_help=True, help="Make, change, renew, close and unlock accounts, each with its event in the access log."
)

Username = Annotated[str, typer.Argument(metavar="USERNAME")]
Doing = Annotated[Party, typer.Option("--party", help="What they do here.")]
Department = Annotated[str, typer.Option(help="A steward's: the owner of the extracts that they look after.")]
Because = Annotated[str, typer.Option(help="The paper that it rests on: its number and date.")]


@contextmanager
def _refusing() -> Iterator[None]:
    """What can't be done is said, and leaves everything as it was."""
    from review import log
    from review.accounts import Refused

    try:
        with log.changing():
            yield
    except Refused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None


def _begin() -> None:
    set_up()
    bring_up_database()


def _password() -> str:
    """None is asked for where people sign on at the city's own."""
    from review import accounts

    if not accounts.by_password():
        return ""
    asked: str = typer.prompt("パスワード（12文字以上） / password", hide_input=True, confirmation_prompt=True)
    return asked


def _tell(address: str) -> None:
    if address:
        typer.echo(f"確認コードのアプリに登録してください / for the app that shows codes: {address}")


@app.command("make")
def make(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name, as it stands beside what they write.")],
    party: Doing,
    because: Because,
    department: Department = "",
) -> None:
    """Make an account, with a password and a second factor unless people sign on at the city's own."""
    _begin()
    from review import accounts

    password = _password()
    with _refusing():
        made = accounts.make(username, name, party, department, because)
        _tell(accounts.renew(made, password, because))


@app.command("change")
def change(username: Username, party: Doing, because: Because, department: Department = "") -> None:
    """Change what somebody does here; who is no case worker any more hands their cases back."""
    _begin()
    from review import accounts

    with _refusing():
        accounts.change(accounts.named(username), party, department, because)


@app.command("renew")
def renew(username: Username, because: Because) -> None:
    """Give an account a new password and second factor; one that was closed is open again."""
    _begin()
    from review import accounts

    password = _password()
    with _refusing():
        _tell(accounts.renew(accounts.named(username), password, because))


@app.command("close")
def close(username: Username, because: Because) -> None:
    """Close an account from the next request on; its cases go back to the supervisor."""
    _begin()
    from review import accounts

    with _refusing():
        accounts.close(accounts.named(username), because)


@app.command("unlock")
def unlock(username: Username, because: Because) -> None:
    """Let somebody try again whom five failures have locked out."""
    _begin()
    from review import accounts

    with _refusing():
        accounts.unlock(accounts.named(username), because)
