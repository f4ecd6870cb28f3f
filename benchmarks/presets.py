"""The presets on one page, with the peers: accuracy against speed, and which to take when.

    python benchmarks/presets.py

reads what ``peers.py`` and ``min_read.py`` kept in ``benchmarks/results/``, and writes
``docs/presets.md`` and ``docs/presets.png``. It measures nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator
from peer_models import BALANCED
from peer_pictures import OURS, colour_of, name_points, plain_axes
from peers import CORPUS, ELSEWHERE, RESULTS, difference_text, machine_line

from stance.judging.style import LIGHT, settings

DOCS = Path(__file__).parents[1] / "docs"
LEAST = RESULTS.with_name("min_read.json")
REACHES = {f"{OURS}fast": 10_000, f"{OURS}balanced": 500, f"{OURS}accurate": 50}
"""Sentences a second, on two cores and toward all eight topics, that a preset is to reach."""

WHEN = {
    f"{OURS}fast": "Bulk: a year of news, a first sieve, a web handler that must answer at once.",
    f"{OURS}balanced": "Much text that matters: an archive of thousands of articles, a feed.",
    f"{OURS}accurate": "Everything else. It is the default: an article of 40 sentences takes it "
    "less than a second.",
}
"""What each preset is for."""

_ROOM = 0.16, 0.08
"""Width and height of a name, as shares of the axes."""

PAGE = """# Three presets

![Accuracy against speed of the presets and the peers](presets.png)

{title}

{when}

{table}

Differences are paired by document: where the interval spans 0, neither is proven better.
Trained on the same {train_sentences:,} sentences of the corpus, judged on the same
{test_sentences:,} others, all {topics} topics. The peers are not tuned; stance's settings were
picked by cross-validation on these training documents, save three that [the results](results.md)
name. The encoder that `balanced` and `accurate` read with had learned from public sets and from
these documents before; MiniLM, under SetFit, model2vec and the embedder of `accurate`, from a
billion pairs. Two processes, one core each.

**Ordinary text** is made of the test split (`benchmarks/ordinary.py`): all sentences that are about
none of the eight topics, and so many of the others that they are 5 %, numbered so that none comes
twice. In the corpus itself three in four are about a topic. On news by other hands, full of words
not met before, `fast` and `accurate` are slower, `balanced` is not:
[how much](results.md#presets-and-peers).

{elsewhere}{reading}`python benchmarks/peers.py` measures the presets and the peers, `python
benchmarks/presets.py` writes this page.

{machine}
"""

READING = """**What reading less costs.** Where n-grams give a sentence less than some chance to
be about the topic, neither encoder nor embedder is asked, and n-grams answer alone. Cross-validated
on the training documents:
{least}

"Side macro-F1" counts only sentences that are truly about the topic, also where the answer is
unrelated. `python benchmarks/min_read.py PRESET` prints this.

"""

OTHER = """**On another machine**: {name}. A run of its own, trained on
{train_sentences:,} sentences, judged on {test_sentences:,} others.

{table}

{machine}

"""

Peer = dict[str, Any]


def speed(peer: Peer) -> float:
    """Return sentences a second on ordinary text, on two cores."""
    return peer["ordinary_two_processes"]


def score(peer: Peer) -> float:
    """Return the macro-F1."""
    return peer["scores"]["macro_f1"]["value"]


def beaten_by(peer: Peer, peers: list[Peer]) -> list[Peer]:
    """Return those that are both quicker and more accurate."""
    return [one for one in peers if speed(one) > speed(peer) and score(one) > score(peer)]


def presets_title(peers: list[Peer]) -> str:
    """Return what was found, from the numbers."""
    front = [peer["peer"] for peer in peers if not beaten_by(peer, peers)]
    beaten = [
        f"{peer['peer']} is beaten by {beaten_by(peer, peers)[0]['peer']}"
        for peer in peers
        if peer["peer"] in REACHES and beaten_by(peer, peers)
    ]
    told = f"Nothing is both quicker and more accurate than {_listed(front)}."
    return f"{told}\n{'; '.join(beaten)}." if beaten else told


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


def draw(peers: list[Peer], path: Path) -> None:
    """Draw macro-F1 with its interval against sentences a second."""
    with mpl.rc_context(settings(LIGHT)):
        figure = Figure(figsize=(9, 5.4))
        ax = figure.subplots()
        figure.subplots_adjust(left=0.075, right=0.9, top=0.84, bottom=0.17)
        speeds = [speed(peer) for peer in peers]
        ax.set_xscale("log")
        ax.set_xlim(min(speeds) / 4, max(speeds) * 3)
        lows = [peer["scores"]["macro_f1"]["low"] for peer in peers]
        highs = [peer["scores"]["macro_f1"]["high"] for peer in peers]
        ax.set_ylim(min(lows) - 0.02, max(highs) + 0.03)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.xaxis.set_minor_locator(NullLocator())
        _paint_front(ax, peers)
        for peer in peers:
            found, colour = peer["scores"]["macro_f1"], colour_of(peer["peer"])
            ax.vlines(speed(peer), found["low"], found["high"], color=colour, alpha=0.4, lw=2)
            ax.scatter(speed(peer), found["value"], s=34, color=colour, zorder=4)
        _name_peers(ax, peers)
        for preset, reach in REACHES.items():
            if ax.get_xlim()[0] < reach < ax.get_xlim()[1]:
                told = f"reach of {preset.removeprefix(OURS)}"
                ax.axvline(reach, color=LIGHT.soft, lw=0.8, linestyle=(0, (1, 3)))
                ax.annotate(
                    told, (reach, 1), (3, -2), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", fontsize=7, color=LIGHT.soft, va="top",
                )  # fmt: skip
        plain_axes(ax)
        ax.set_xlabel("sentences a second on ordinary text, eight topics, two cores")
        ax.set_title("macro-F1 on the test split", loc="left", fontsize=8.5, color=LIGHT.soft)
        figure.suptitle(
            presets_title(peers), x=0.012, y=0.975, ha="left", fontsize=10.5, fontweight="bold"
        )
        foot = "The line is the front: what no other beats in both. Bars: 95 % intervals."
        figure.text(0.012, 0.02, foot, fontsize=7.5, color=LIGHT.soft)
        figure.savefig(path, dpi=150)


def _name_peers(ax: Any, peers: list[Peer]) -> None:
    """Write names and numbers to the right of the dots, or to the left where there is no room."""
    inside = ax.transData + ax.transAxes.inverted()
    places = {p["peer"]: inside.transform((speed(p), score(p))) for p in peers}
    crowded = {
        name
        for name, (x, y) in places.items()
        if any(0 < right - x < _ROOM[0] and abs(up - y) < _ROOM[1] for right, up in places.values())
    }
    for left in (True, False):
        of_side = [p for p in peers if (p["peer"] in crowded) == left]
        name_points(
            ax,
            {p["peer"]: (speed(p), score(p)) for p in of_side},
            {p["peer"]: f"{p['peer']}\n{score(p):.3f}, {speed(p):,.0f}/s" for p in of_side},
            left=left,
        )


def _paint_front(ax: Any, peers: list[Peer]) -> None:
    front = sorted((p for p in peers if not beaten_by(p, peers)), key=speed)
    steps = [(ax.get_xlim()[0], score(front[0])), *((speed(p), score(p)) for p in front)]
    steps.append((speed(front[-1]), ax.get_ylim()[0]))
    ax.plot(*zip(*steps, strict=True), drawstyle="steps-pre", color=LIGHT.line, lw=2.5, zorder=1)


def reach_text(peer: Peer) -> str:
    """Return what a preset is to reach, and whether it does."""
    reach = REACHES.get(peer["peer"])
    return "" if reach is None else f"{reach:,} {'met' if speed(peer) >= reach else 'MISSED'}"


def table(peers: list[Peer]) -> list[str]:
    """Return the table of all, the most accurate first."""
    heads = (
        "",
        "macro-F1 (95 %)",
        f"less {BALANCED}",
        "ordinary text, /s",
        "corpus, /s",
        "asked for",
    )
    lines = [(*heads, "beaten in both by"), ("---", *["---:"] * 5, "---")]
    for peer in sorted(peers, key=score, reverse=True):
        found = peer["scores"]["macro_f1"]
        cells = [peer["peer"], "{value:.3f} ({low:.3f} to {high:.3f})".format(**found)]
        cells.append(difference_text(peer, BALANCED))
        cells += [f"{speed(peer):,.0f}", f"{peer['two_processes']:,.0f}", reach_text(peer)]
        cells.append(", ".join(one["peer"] for one in beaten_by(peer, peers)))
        lines.append(tuple(cells))
    return [f"| {' | '.join(line)} |" for line in lines]


def least_table(found: list[dict[str, float]]) -> list[str]:
    """Return what reading less costs one preset."""
    heads = "reads from", "macro-F1 (95 %)", "less reading all", "relevance F1"
    heads += "side macro-F1", "read, corpus", "read, ordinary text"
    lines = [heads, ["---:"] * len(heads)]
    for row in found:
        cells = [
            "{min_read:g}",
            "{macro_f1:.3f} ({low:.3f} to {high:.3f})",
            "{less_difference:+.3f} ({less_low:+.3f} to {less_high:+.3f})",
            "{relevance_f1:.3f}", "{side_macro_f1:.3f}",
            "{read_corpus:.1%}", "{read_ordinary:.1%}",
        ]  # fmt: skip
        lines.append([cell.format(**row) for cell in cells])
    return [f"| {' | '.join(line)} |" for line in lines]


def other_machine(name: str, run: dict[str, Any]) -> str:
    """Return what a run on another machine found, of the speeds alone."""
    heads = "", "ordinary text, /s", "corpus, /s", "corpus, one process", "asked for"
    lines = [heads, ("---", *["---:"] * 4)]
    for peer in sorted(run["peers"], key=score, reverse=True):
        rates = (speed(peer), peer["two_processes"], peer["one_process"])
        lines.append((peer["peer"], *(f"{rate:,.0f}" for rate in rates), reach_text(peer)))
    told = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return OTHER.format(name=name, table=told, machine=machine_line(run["machine"]), **run["data"])


def page(
    run: dict[str, Any],
    least: dict[str, list[dict[str, float]]],
    elsewhere: dict[str, Any] | None = None,
) -> str:
    """Return the page; what reading less costs is told where it was measured."""
    others = (other_machine(name, other) for name, other in (elsewhere or {}).items())
    tables = (
        "\n".join(["", f"`{preset}`:", "", *least_table(found)]) for preset, found in least.items()
    )
    return PAGE.format(
        title=presets_title(run["peers"]).replace("\n", " "),
        when="\n".join(f"- **`{name.removeprefix(OURS)}`** {told}" for name, told in WHEN.items()),
        table="\n".join(table(run["peers"])),
        elsewhere="".join(others),
        reading=READING.format(least="\n".join(tables)) if least else "",
        machine=machine_line(run["machine"]),
        **run["data"],
    )


def _kept(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def main() -> None:
    """Write the page and its picture."""
    found = _kept(RESULTS) or {}
    if CORPUS not in found:
        sys.exit("there is nothing to draw: run python benchmarks/peers.py first")
    run, least = found[CORPUS], _kept(LEAST) or {}
    elsewhere = {
        name.removeprefix(ELSEWHERE): other
        for name, other in found.items()
        if name.startswith(ELSEWHERE)
    }
    draw(run["peers"], DOCS / "presets.png")
    (DOCS / "presets.md").write_text(page(run, least, elsewhere), encoding="utf-8")
    print("\n".join(table(run["peers"])))


if __name__ == "__main__":
    main()
