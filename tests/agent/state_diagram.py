"""Put the state diagram into agent/README.md: `python -m tests.agent.state_diagram`."""

from __future__ import annotations

from pathlib import Path

from agent.lifecycle import mermaid

README = Path(__file__).parents[2] / "agent" / "README.md"
BEGIN, END = "<!-- states:begin -->", "<!-- states:end -->"


def main() -> None:
    """Rewrite what stands between the markers."""
    head, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    README.write_text(f"{head}{BEGIN}\n```mermaid\n{mermaid()}\n```\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
