"""How much more than its siblings the encoder deserves to be trusted, on topics kept to choose by.

The blend of n-grams and encoder is learned from answers of siblings, each of which had not seen a
third of the documents; the encoder in use is the mean of all of them. This takes a model as
it is, undoes `stance.learning.stacking.trusting_average` and applies other amounts in its place:
``python benchmarks/encoder_trust.py [MODEL]``
"""

import sys
from dataclasses import replace

import stance
from stance.bundled import bundled_path
from stance.judging import judge_pairs, score_table, tally
from stance.learning.stacking import MORE, trusting_average

AMOUNTS = (0.0, 0.2, 0.25, 0.3, 0.5)
SCORES = ("macro_f1", "side_macro_f1", "log_loss")


def main() -> None:
    """Print a table for each amount."""
    scorer = stance.load(sys.argv[1] if len(sys.argv) > 1 else "default").scorer
    reading = scorer.reading
    if reading is None or reading.side is None:
        sys.exit("this model has no encoder to trust")
    of_siblings = replace(
        reading.side,
        ngrams=reading.side.ngrams / (1 - MORE),
        encoder=reading.side.encoder / (1 + MORE),
    )
    data = bundled_path("data/validation-topics")
    topics = stance.read_topics(data / "topics.toml")
    rows = stance.read_examples(data, topics=topics).for_training()
    for amount in AMOUNTS:
        side = trusting_average(of_siblings, share=1.0, more=amount)
        asked = replace(scorer, reading=replace(reading, side=side)).for_topics(topics)
        table = score_table(tally(judge_pairs(stance.StanceModel(asked), rows)))
        chosen = "scope == 'all topics' and stance == 'all stances' and score in @SCORES"
        print(f"\nthe encoder {amount:.0%} more, n-grams as much less")
        print(table.query(chosen).round(4).to_string(index=False))


if __name__ == "__main__":
    main()
