"""What stops a run: held (a person must look) or failed. Messages: Japanese, then English, never a person's value."""


class Stopped(Exception):
    """A run that stops; `messages` say why, one a cause. Crosses, pickled, from a stage's process to the run's."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages

    def __str__(self) -> str:
        return "\n".join(self.messages)


class Held(Stopped):
    """Stopped by what was delivered: a bad file, a missing required extract, the gate. `current` stays as it was."""


class Failed(Stopped):
    """Stopped by a fault: a stage broke, the disk is full, another process has the run. `current` stays as it was."""
