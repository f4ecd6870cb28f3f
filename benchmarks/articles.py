"""Many articles on one page: the documents of the corpus, by register and over made-up dates.

The corpus has no outlets and no dates. For this demonstration the register of a document stands
in for its source, and each document gets a date by chance: what the page shows over time is
therefore noise, and its finding should say so. The model was trained on most of these documents,
so this says nothing of how good it is.

    python benchmarks/articles.py articles.html
"""

import argparse
import json
import resource
import time
from collections import defaultdict

import numpy as np
import pandas as pd

import stance
from stance.bundled import bundled_path

SEED = 0


def corpus_as_articles() -> pd.DataFrame:
    """Return the documents of the corpus as text, with registers and dates drawn by chance."""
    texts = defaultdict(list)
    for split in ("train", "test"):
        for line in bundled_path(f"data/{split}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts[row["doc"]].append(row["text"])
    docs = sorted(texts)
    days = np.random.default_rng(SEED).integers(0, 181, len(docs))
    return pd.DataFrame(
        {
            "doc": docs,
            "source": [doc.rpartition("-")[0] for doc in docs],
            "date": pd.Timestamp("2025-01-01") + pd.to_timedelta(days, unit="D"),
            "text": ["\n".join(texts[doc]) for doc in docs],
        }
    )


def main() -> None:
    """Write the page, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("page", help="where to write the page")
    parser.add_argument("--model", default="default", help="a model folder, or a bundled one")
    parser.add_argument("--times", type=int, default=1, help="repeat the articles, for speed")
    arguments = parser.parse_args()
    articles = corpus_as_articles()
    copies = [articles.assign(doc=f"{i}-" + articles["doc"]) for i in range(1, arguments.times)]
    # A copy is other text, so that it is asked about anew.
    copies = [copy.assign(text=f"Copy {i}. " + copy["text"].str.replace("\n", f" {i}\n"))
              for i, copy in enumerate(copies, 1)]  # fmt: skip
    model = stance.load(arguments.model)
    start = time.perf_counter()
    analyses = model.analyze_many(pd.concat([articles, *copies], ignore_index=True))
    asked = time.perf_counter()
    analyses.to_html(arguments.page)
    print(analyses)
    print(f"analysed in {asked - start:.1f} s, page in {time.perf_counter() - asked:.1f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for by in ("source", "date"):
        table = analyses.summary(by=by).head(8)
        print(table.to_string(index=False, float_format="%.2f"))


if __name__ == "__main__":
    main()
