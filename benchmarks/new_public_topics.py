"""New topics of public sets: no label of a topic learned, 8, 32, 128, and all that there are.

The training splits of IBM Claim Stance (claims) and SemEval-2016 task 6 (tweets): of each a third
is asked about, the rest is learned, and each topic is left out in turn, as
`stance.evaluate(..., new_topics=True)` does it. Of the claims with `fast` alone, since the bundled
encoder has learned them. The test splits are not read.
``python benchmarks/new_public_topics.py DATA`` prints tables, keeps them in
``benchmarks/results/new_public_topics.json`` and draws ``docs/new_public_topics.png``; some twenty
minutes of one core. ``--set NAME --preset NAME`` runs one alone.
"""

import argparse
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from stance.benchmarks.loading import topics_of, training_rows
from stance.benchmarks.sets import SETS
from stance.examples import grouped_folds
from stance.judging.figures.new_topics import on_axes
from stance.judging.metrics import ALL_TOPICS
from stance.judging.new_topics import new_topics_table
from stance.judging.style import LIGHT, settings
from stance.learning.presets import Preset

RESULTS = Path(__file__).parent / "results" / "new_public_topics.json"
PICTURE = Path(__file__).parents[1] / "docs" / "new_public_topics.png"
CLAIMS, TWEETS = "ibm_claim_stance", "semeval2016_task6a"
PRESETS: dict[str, tuple[Preset, ...]] = {CLAIMS: ("fast",), TWEETS: ("fast", "accurate")}
DRAWS = {CLAIMS: 1, TWEETS: 2}
"""How often the few labels are drawn; of the claims there are 25 topics to draw for."""
SHOWN = ("about_accuracy", "macro_f1", "log_loss", "called_accuracy", "called_confidence")


def measured(name: str, preset: Preset, data: Path) -> pd.DataFrame:
    """Return what the topics of a set's training split get, left out in turn."""
    rows = training_rows(SETS[name], data)
    rows = rows.assign(doc=rows["text"])
    topics = topics_of(SETS[name], rows["topic"]).values()
    seen, unseen = grouped_folds(rows, 3, random_state=0)[0]
    known, asked = rows.iloc[seen], rows.iloc[unseen]
    print(f"{name}: {len(known):,} learned, {len(asked):,} asked, {len(topics)} topics")
    return new_topics_table(
        known, asked, topics, preset=preset, most_topics=len(rows), n_draws=DRAWS[name]
    )


def draw(kept: dict[str, dict[str, Any]], path: Path) -> None:
    """Draw the curve of each set and preset, all topics together."""
    runs = [(name, preset, rows) for name, of in kept.items() for preset, rows in of.items()]
    with mpl.rc_context(settings(LIGHT)):
        figure = Figure(figsize=(10, 3), layout="constrained")
        panels = figure.subplots(1, len(runs), sharey=True, squeeze=False)[0]
        for ax, (name, preset, rows) in zip(panels, runs, strict=True):
            on_axes(SimpleNamespace(new_topics=pd.DataFrame(rows)), ax, LIGHT)
            ax.set_title(f"{SETS[name].title}; {preset}", loc="left", fontsize=9)
            ax.set_ylabel("macro-F1" if ax is panels[0] else "")
        figure.savefig(path, dpi=150)


def main() -> None:
    """Print the tables, keep them, and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", action="append", choices=list(PRESETS), dest="sets")
    parser.add_argument("--preset", choices=("fast", "accurate"))
    asked = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for name in asked.sets or PRESETS:
        for preset in PRESETS[name]:
            if asked.preset not in (None, preset):
                continue
            table = measured(name, preset, asked.data)
            pooled = table[table["scope"].eq(ALL_TOPICS) & table["score"].isin(SHOWN)]
            shown = pooled.drop(columns=["scope", "draws"]).round(3)
            print(shown.to_string(index=False), flush=True)
            rows = json.loads(table.round(4).to_json(orient="records"))
            kept.setdefault(name, {})[preset] = rows
            RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    draw(kept, PICTURE)


if __name__ == "__main__":
    main()
