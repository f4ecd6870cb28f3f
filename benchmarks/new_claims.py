"""New topics among claims: no claim of a topic learned, 8 of them, and all that there are.

The training split of IBM Claim Stance (Bar-Haim et al., EACL 2017), whose test topics are new
anyway (`stance benchmark ibm_claim_stance`): a third of its claims is asked about, the others are
learned, and each topic is left out in turn, as `stance.evaluate(..., new_topics=True)` does it. No
topic has 32 claims to learn. With n-grams alone: the bundled encoder has learned these claims.
``python benchmarks/new_claims.py DATA`` prints the table and keeps it in
``benchmarks/results/new_claims.json``; some minutes of one core.
"""

import json
import sys
from pathlib import Path

from stance.benchmarks.loading import topics_of, training_rows
from stance.benchmarks.sets import SETS
from stance.examples import grouped_folds
from stance.judging.metrics import ALL_TOPICS
from stance.judging.new_topics import new_topics_table

RESULTS = Path(__file__).parent / "results" / "new_claims.json"
CLAIMS = "ibm_claim_stance"
SHOWN = ("about_accuracy", "macro_f1", "log_loss")


def main() -> None:
    """Print the table and keep it."""
    rows = training_rows(SETS[CLAIMS], Path(sys.argv[1]))
    rows = rows.assign(doc=rows["text"])
    topics = topics_of(SETS[CLAIMS], rows["topic"]).values()
    seen, unseen = grouped_folds(rows, 3, random_state=0)[0]
    known, asked = rows.iloc[seen], rows.iloc[unseen]
    table = new_topics_table(known, asked, topics, most_topics=len(rows), n_draws=1)
    pooled = table[table["scope"].eq(ALL_TOPICS) & table["score"].isin(SHOWN)]
    print(f"{len(known):,} claims learned, {len(asked):,} asked, {rows['topic'].nunique()} topics")
    print(pooled.drop(columns=["scope", "draws"]).round(3).to_string(index=False))
    written = json.dumps(json.loads(table.round(4).to_json(orient="records")), indent=1)
    RESULTS.write_text(f"{written}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
