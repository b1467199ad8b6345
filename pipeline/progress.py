"""How a run's progress is shown: a line that moves on a terminal, plain lines elsewhere. Counts and times alone."""

from rich.console import Console
from rich.status import Status

from pipeline.run import Seal
from pipeline.stages import STAGES


class Progress:
    """Called with each stage's news (see `performance.Told`)."""

    def __init__(self) -> None:
        self.console = Console(soft_wrap=True, highlight=False)
        self.running: list[str] = []
        self.status = Status("", console=self.console)

    def __call__(self, stage: str, news: str, seal: Seal | None) -> None:
        label = STAGES[stage].ja
        if news == "started":
            self.running.append(label)
        else:
            self.running.remove(label)
            self.console.print(self.line(label, news, seal))
        if self.console.is_terminal:
            self.status.update("、".join(self.running[:2]))
            (self.status.start if self.running else self.status.stop)()

    def say(self, text: str) -> None:
        self.status.stop()
        self.console.print(text, markup=False)

    @staticmethod
    def line(label: str, news: str, seal: Seal | None) -> str:
        if seal is None:
            return f"× {label}"
        kept = "（済み kept）" if news == "kept" else ""
        return f"✓ {label}{kept}  {seal.seconds:.1f} s  {seal.peak_mb:,} MB  {figures(seal)}"


def figures(seal: Seal) -> str:
    """What the stage counted, in a line; small numbers of children are withheld there already."""
    return "  ".join(f"{name} {value:,}" for name, value in seal.counts.items() if isinstance(value, int))
