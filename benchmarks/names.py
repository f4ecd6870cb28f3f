"""Names must not decide: how often another name for the holder changes the predicted stance.

Of the training split and the challenge set, the sentences are taken whose labelled holder is a
capital, a country or a person of `stance.learning.names`. Three changes are made: opponents in war
change places (Kyiv and Moscow, Ukraine and Russia, Zelensky and Putin), each name becomes another
of its kind, and each becomes one that no sentence has from which a bundled model learned;
everywhere in the sentence. The meaning must stay, so opponents leave a
sentence alone, and any other name stays what it is, where it

- stands inside a mention of a topic, or beside one (``Russia sanctions``, ``troops to Ukraine``),
- follows a preposition or an article (``a truce in Ukraine``, ``talks with Moscow``), or
- has a possessive or another noun after it (``Ukraine's accession``, ``the Russia policy``).

`MODEL` may be a preset and a number of copies, as ``fast:5``: it is then trained with
``name_copies=5`` on the training split, with the same names that are asked about here.

A sentence has changed when its predicted stance toward a topic that it is about has; ``any topic``
counts all eight. Intervals are Wilson's. ``python benchmarks/names.py [MODEL ...]``
"""

import re
import sys
from collections.abc import Mapping

import pandas as pd

import stance
from stance.bundled import bundled_path
from stance.features.mentions import MentionFinder
from stance.judging.challenge import wilson
from stance.learning.names import CAPITALS, COUNTRIES, PEOPLE, name_pattern, names_in_mentions
from stance.learning.presets import preset_classifier
from stance.model.stance_model import StanceModel
from stance.topics import read_topics

OPPONENTS = (("Kyiv", "Moscow"), ("Ukraine", "Russia"), ("Zelensky", "Putin"))

OPPOSED, ANOTHER, STRANGER = "opponents change places", "another name", "a name never met"

# Of each kind of name, some that no sentence has from which a bundled model learned.
_STRANGERS = (
    (CAPITALS, "Thimphu Maputo Vientiane Suva Apia Paramaribo Banjul Windhoek Maseru".split()),
    (COUNTRIES, "Bhutan Laos Gambia Honduras Belize Vanuatu Togo".split()),
    (PEOPLE, "Abernathy Ferreira Oyelaran Castellanos Thorvaldsen Kaunda Sundaram".split()),
)

_BEFORE = frozenset(
    "a an the in on to with from of for against toward towards between into over near inside "
    "outside across through by at about than behind without under and or".split()
)
# What a name that acts has after it: no possessive and no noun that it would describe.
_ACTS = re.compile(
    r"(?=[.,;:!?”\"]|$|\s(?:has|had|have|is|was|will|would|can|could|may|might|should|must|does|"
    r"did|do|says?|said|told|and|or|nor|but|also|again|still|never|now|on|in|at|for|yesterday|"
    r"today|itself|himself|alone|not|no|cannot|won|\w+s|\w+ed|\w+ly|took|sent|made|gave|put|saw|"
    r"went|came|spoke|held|kept|left|lost|met|stood|thought|threw|cut|shut|set|let)\b)"
)


def swaps() -> dict[str, dict[str, str]]:
    """Return for each change which name becomes which."""
    opponents = {a: b for pair in OPPONENTS for a, b in (pair, pair[::-1])}
    # The next of the list that is no opponent of the name itself.
    another = {
        name: names[(place + 1) % len(names)]
        for names in (CAPITALS, COUNTRIES, PEOPLE)
        for place, name in enumerate(names)
    }
    stranger = {
        name: strangers[place % len(strangers)]
        for names, strangers in _STRANGERS
        for place, name in enumerate(names)
    }
    return {OPPOSED: opponents, ANOTHER: another, STRANGER: stranger}


def swapped(text: str, names: Mapping[str, str], finder: MentionFinder, *, all_act: bool) -> str:
    """Return the text with its names changed where that leaves its meaning.

    With `all_act` it is left as it is unless each of the names acts, else each name that does not
    act everywhere is.

    Examples
    --------
    >>> from stance.topics import Topics
    >>> finder, names = MentionFinder(Topics(["sanctions"])), {"Kyiv": "Moscow", "Rome": "Paris"}
    >>> swapped("Kyiv has rejected it.", names, finder, all_act=True)
    'Moscow has rejected it.'
    >>> swapped("Rome saw talks with Kyiv.", names, finder, all_act=True)
    'Rome saw talks with Kyiv.'
    >>> swapped("Rome saw talks with Kyiv.", names, finder, all_act=False)
    'Paris saw talks with Kyiv.'
    >>> swapped("Kyiv sanctions failed.", names, finder, all_act=False)
    'Kyiv sanctions failed.'
    """
    pattern = name_pattern(names)
    idle = names_in_mentions(text, finder, pattern)
    for found in pattern.finditer(text):
        before = text[: found.start()].split()
        led = bool(before) and before[-1].lower().strip("“\"'(") in _BEFORE
        if led or not _ACTS.match(text, found.end()):
            idle.add(found.group())
    if all_act and idle:
        return text
    if not all_act:
        # A name that becomes one that is there already would make one holder of two.
        idle |= {name for name, other in names.items() if other in text}
    return pattern.sub(
        lambda found: found.group() if found.group() in idle else names[found.group()], text
    )


def sentences() -> pd.DataFrame:
    """Return each sentence with a holder once: text, holder and the topics it is about."""
    data = bundled_path("data")
    topics = read_topics(data / "topics.toml")
    rows = stance.read_examples(data, split="train", topics=topics).frame
    items = pd.read_json(data / "challenge" / "challenge.jsonl", lines=True)
    every = pd.concat([rows, items], ignore_index=True).dropna(subset=["holder"])
    every = every[every["stance"] != "unrelated"]
    of_text = every.groupby("text", sort=False)
    return of_text.agg(holder=("holder", "first"), topics=("topic", list)).reset_index()


def swapped_pairs(
    told: pd.DataFrame, names: Mapping[str, str], finder: MentionFinder, *, all_act: bool
) -> pd.DataFrame:
    """Return those sentences whose holder has such a name and that change, and what they become."""
    held = [any(word in names for word in re.findall(r"\w+", holder)) for holder in told["holder"]]
    pairs = told[held].copy()
    pairs["swapped"] = [swapped(text, names, finder, all_act=all_act) for text in pairs["text"]]
    return pairs[pairs["swapped"] != pairs["text"]].reset_index(drop=True)


def changed(model: StanceModel, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return whether the stance changed, toward a topic of the sentence and toward any."""
    # The blank changes nothing that is read, but a bundled encoder answers for a sentence of its
    # training data as a sibling would, and both sentences are to be read by the same network.
    before, after = (model.predict(pairs[column] + " ") for column in ("text", "swapped"))
    before["row"] = before.index // len(model.topics)
    differs = before["stance"] != after["stance"]
    about = pd.Series(
        [topic in pairs["topics"].iloc[row] for row, topic in before[["row", "topic"]].values]
    )
    return pd.DataFrame(
        {
            "its topics": (differs & about).groupby(before["row"]).any(),
            "any topic": differs.groupby(before["row"]).any(),
        }
    )


def opened(name: str) -> StanceModel:
    """Return a saved model, or a preset trained with copies of sentences with other names."""
    preset, colon, copies = name.rpartition(":")
    if not colon or not copies.isdigit():
        return stance.load(name)
    classifier = preset_classifier(preset).set_params(name_copies=int(copies))
    return stance.train(bundled_path("data"), classifier=classifier, folds=0, progress=False)


def told(counted: pd.Series) -> str:
    """Return a share with its interval, in percent."""
    value, low, high = wilson(counted)
    return f"{100 * value:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def main() -> None:
    """Print for each model and change the share of sentences whose stance changes."""
    candidates = sentences()
    finder = MentionFinder(read_topics(bundled_path("data") / "topics.toml"))
    for name in sys.argv[1:] or ["default", "fast"]:
        model = opened(name)
        lines, examples = {}, []
        parts = []
        for change, names in swaps().items():
            pairs = swapped_pairs(candidates, names, finder, all_act=change == OPPOSED)
            of_change = changed(model, pairs)
            if change != STRANGER:
                parts.append(of_change)
            examples += pairs["swapped"][of_change["its topics"]].tolist()
            lines[change] = of_change
        lines["the first two"] = pd.concat(parts, ignore_index=True)
        table = pd.DataFrame(
            {
                change: {"sentences": len(of), **{c: told(of[c]) for c in of}}
                for change, of in lines.items()
            }
        )
        print(f"\n{name}: share of sentences whose stance changes\n{table.T.to_string()}")
        print("for instance:", *examples[:5], sep="\n  ")


if __name__ == "__main__":
    main()
