"""Should an encoder be told whose stance is asked for? On validation rows of seesaw and dse.

Asks an encoder alone toward the topic by its name, and toward the topic with the holder beside it
("X: in the eyes of Y"), and compares the two, paired by article or sentence. Test splits are not
read. ``python benchmarks/telling_holders.py DATA [ENCODER]``, where DATA holds a folder for each
set.
"""

import sys
from dataclasses import replace

from stance.benchmarks import SETS
from stance.benchmarks.loading import scored_rows, topics_of, training_rows, with_holders
from stance.benchmarks.systems import EncoderAlone, Lesson
from stance.encoder.encoder import load_encoder
from stance.judging import compare_tallies, tally
from stance.judging.metrics import ALL_TOPICS
from stance.judging.tallies import judge_pairs


def main() -> None:
    """Print the macro-F1 of both ways and their difference, for each set."""
    folder, encoder = sys.argv[1], load_encoder(sys.argv[2] if len(sys.argv) > 2 else None)
    for known in SETS.values():
        if not known.holders:
            continue
        seen = training_rows(known, folder)
        rows = scored_rows(replace(known, test=("validation",)), folder)
        told, by_holder = with_holders(rows)
        judged = []
        for asked, topics in ((told, by_holder), (rows, topics_of(known, rows["topic"]))):
            alone = EncoderAlone(Lesson(seen, topics, encoder, 0))
            judged.append(tally(judge_pairs(alone, asked).assign(topic=ALL_TOPICS)))
        table = compare_tallies(*judged).query("score == 'macro_f1'").iloc[0]
        print(
            f"{known.name}, {len(rows):,} validation rows: macro-F1 {table['a']:.3f} told the "
            f"holder, {table['b']:.3f} not told; difference {table['difference']:+.3f} "
            f"({table['low']:+.3f} to {table['high']:+.3f}), p = {table['p_value']:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
