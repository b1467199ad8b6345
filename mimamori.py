"""The command `mimamori`: gathers each room's sub-commands and imports a room only when its command is asked for.

No command's work belongs here.
"""

import importlib
from typing import Any

import typer
import typer.core

COMMANDS = {
    "run": "pipeline",
    "runs": "pipeline",
    "verify": "review",
    "rollback": "pipeline",
    "sos": "pipeline",
    "train": "linkage",
    "evaluate": "linkage",
    "what-if": "rules",
    "erase": "review",
    "serve": "review",
    "account": "review",
    "demo-codes": "review",
    "city": "city",
}
"""Each command and the room whose `command.py` has it, in the order of `mimamori --help`."""


class Rooms(typer.core.TyperGroup):
    """The rooms' commands, found by name."""

    def list_commands(self, _context: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: Any, name: str) -> Any:
        if name not in COMMANDS:
            return None
        app = importlib.import_module(f"{COMMANDS[name]}.command").app
        return typer.main.get_group(app).commands[name]


app = typer.Typer(
    cls=Rooms,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_enable=False,
    help="見守り: link one city's records of each child, and hand those who may need support to people.",
)


@app.callback()
def mimamori() -> None:
    pass


def main() -> None:
    app()


if __name__ == "__main__":
    main()
