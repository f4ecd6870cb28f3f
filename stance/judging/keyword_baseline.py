"""What a model is held against that learns nothing: a rule of keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from stance.judging.baselines import predictions_of
from stance.stances import STANCES, UNRELATED
from stance.topics import Topic, Topics

# A baseline's list, written by hand in one sitting and tuned to nothing: it is meant to be what
# an analyst would try first. A cue matches the start of a word.
_FOR = (
    "accept agree applaud approv back best bless call champion consent demand embrac encourag "
    "endors essential favor favour good hail hope insist lobb need necessary offer pledg prais "
    "promot propos push ready recommend right seek sign support sure urg vital vow want welcom "
    "willing"
).split()
_AGAINST = (
    "absurd against bad balk betray block boycott cannot condemn critici danger denounc dismiss "
    "doubt fail fear foolish impossible mistake object oppos protest refus reject resist "
    "rule scorn scrap slam surrender threat trap unacceptable useless veto warn worr wrong"
).split()
_NEGATIONS = frozenset("no not never neither nor without nobody none hardly n't won't".split())
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_REACH = 3
_KEYWORD_CONFIDENCE = 0.7


class KeywordBaseline:
    """Look for the topic's phrases, then for words that approve or reject.

    A sentence that names no phrase of the topic is unrelated. Else the approving and rejecting
    words of a short list are counted, a negation up to three words before one turns it round,
    and the larger count is the stance; a tie is neutral. The probabilities are 0.7 for the
    answer and 0.1 for each other stance, and mean nothing more.

    Parameters
    ----------
    topics : iterable of Topic or str
        The topics whose phrases are known; any other is known by its name alone.

    Examples
    --------
    >>> rule = KeywordBaseline([Topic("ceasefire", aliases=["truce"])])
    >>> texts = ["He rejected a truce.", "He will not reject the truce.", "It rains."]
    >>> rule.predict_pairs(texts, ["ceasefire"] * 3)["stance"].tolist()
    ['against', 'favor', 'unrelated']
    """

    name = "keyword rule"

    def __init__(self, topics: Iterable[Topic | str] = ()) -> None:
        self._phrases = {topic.name: _phrases_pattern(topic.phrases) for topic in Topics(topics)}

    def predict_pairs(self, texts: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
        """Predict the stance of each text toward the topic at the same position.

        Parameters
        ----------
        texts, topics : sequence of str
            Of the same length.

        Returns
        -------
        DataFrame
            As `stance.judging.predictor.Predictor.predict_pairs` says.
        """
        for topic in dict.fromkeys(topics):
            self._phrases.setdefault(topic, _phrases_pattern((topic,)))
        sides: dict[str, str] = {}
        answers = []
        for text, topic in zip(texts, topics, strict=True):
            if self._phrases[topic].search(text) is None:
                answers.append(STANCES.index(UNRELATED))
                continue
            if text not in sides:
                sides[text] = _side(text)
            answers.append(STANCES.index(sides[text]))
        rest = (1 - _KEYWORD_CONFIDENCE) / (len(STANCES) - 1)
        proba = np.full((len(answers), len(STANCES)), rest)
        proba[np.arange(len(answers)), answers] = _KEYWORD_CONFIDENCE
        return predictions_of(texts, topics, proba)


def _phrases_pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    # Any ending of the last word is allowed, and any white space between words.
    bodies = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases]
    return re.compile(rf"\b(?:{'|'.join(bodies)})\w*", re.IGNORECASE)


def _side(text: str) -> str:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    balance = 0
    for place, word in enumerate(words):
        direction = int(word.startswith(tuple(_FOR))) - int(word.startswith(tuple(_AGAINST)))
        before = words[max(place - _REACH, 0) : place]
        negated = any(w in _NEGATIONS or w.endswith("n't") for w in before)
        balance += -direction if negated else direction
    return "favor" if balance > 0 else "against" if balance < 0 else "neutral"
