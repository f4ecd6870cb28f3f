"""Into which kinds each judged sentence falls: its register, length, quotation, negation and more.

A slice is one way of dividing the judged pairs, and its parts are the kinds. All is read off the
sentence and the columns of the data, nothing off the model's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from stance.errors import DataError, did_you_mean
from stance.features.mentions import MentionFinder
from stance.features.tokens import Tokens, is_negator, tokenize
from stance.stances import UNRELATED
from stance.topics import Topic, Topics

LENGTH, QUOTATION, NEGATION = "length", "quotation", "negation"
NAMED, SEVERAL, HOLDER, REGISTER = "topic named", "topics at once", "holder", "register"
MISSING = "(none given)"
OTHERS = "(others)"

_AUTHOR = "author"
_SHORT, _LONG = 12, 25
_LENGTHS = (f"up to {_SHORT} words", f"{_SHORT + 1} to {_LONG} words", f"over {_LONG} words")
_QUOTATIONS = ("no quotation mark", "a quotation mark")
_NEGATIONS = ("no negation", "a negation")
_NAMINGS = ("by its name", "by a part of its name", "not named")
_AT_ONCE = ("about no topic", "about one topic", "about several topics")
_HOLDERS = ("a named holder", "the author", MISSING)
_MOST_PARTS = 12
_QUARTERS = 4
_QUOTES = frozenset('“”„«»"')

_HARD = (
    (LENGTH, _LENGTHS[2], _LENGTHS[2]),
    (QUOTATION, _QUOTATIONS[1], _QUOTATIONS[1]),
    (NEGATION, _NEGATIONS[1], _NEGATIONS[1]),
    (SEVERAL, _AT_ONCE[2], _AT_ONCE[2]),
    (NAMED, _NAMINGS[2], "the topic not named"),
)

_SAID = {
    **{(LENGTH, part): f"sentences of {part}" for part in _LENGTHS},
    **{(QUOTATION, part): f"sentences with {part}" for part in _QUOTATIONS},
    **{(NEGATION, part): f"sentences with {part}" for part in _NEGATIONS},
    (NAMED, _NAMINGS[0]): "sentences that name the topic",
    (NAMED, _NAMINGS[1]): "sentences that name a part of the topic",
    (NAMED, _NAMINGS[2]): "sentences that do not name the topic",
    **{(SEVERAL, part): f"sentences {part}" for part in _AT_ONCE},
    (HOLDER, _HOLDERS[0]): "sentences with a named holder",
    (HOLDER, _HOLDERS[1]): "sentences whose holder is the author",
    (HOLDER, MISSING): "sentences without a holder",
}


def slice_parts(
    judged: pd.DataFrame, topics: Iterable[Topic | str] = (), columns: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the part of each slice that each judged pair falls into.

    Parameters
    ----------
    judged : DataFrame
        As `stance.judging.tallies.judge_pairs` returns it.
    topics : iterable of Topic or str, default=()
        The topics whose aliases are known; any other is known by its name alone.
    columns : sequence of str, default=()
        Further columns of the data to slice by: numbers of many values by quarters, anything
        else by its values, of which the twelve commonest stand alone.

    Returns
    -------
    DataFrame of categories, one row per pair
        A column per slice: ``length`` in words, ``quotation`` and ``negation`` (of anything in
        the sentence), ``topic named`` (a whole name or alias, a part of one, or none),
        ``topics at once`` (about how many topics the sentence truly is), ``register`` and
        ``holder`` where the data have them, then the further columns.

    Raises
    ------
    DataError
        If the data lack one of the columns.

    Examples
    --------
    >>> judged = pd.DataFrame({"text": ["“No truce,” he said."], "topic": "truce"})
    >>> slice_parts(judged.assign(truth="against")).iloc[0].to_dict()
    {'length': 'up to 12 words', 'quotation': 'a quotation mark',
    'negation': 'a negation', 'topic named': 'by its name',
    'topics at once': 'about one topic'}
    """
    for name in columns:
        if name not in judged.columns:
            hint = did_you_mean(name, judged.columns)
            msg = f"no column {name!r} to slice by.{hint} Columns: {', '.join(judged.columns)}"
            raise DataError(msg)
    codes, texts = pd.factorize(judged["text"])
    tokens = [tokenize(text) for text in texts]
    found = {
        LENGTH: _chosen([_length(t) for t in tokens], _LENGTHS)[codes],
        QUOTATION: _chosen([not _QUOTES.isdisjoint(text) for text in texts], _QUOTATIONS)[codes],
        NEGATION: _chosen([any(map(is_negator, t.words)) for t in tokens], _NEGATIONS)[codes],
        NAMED: _chosen(_naming(tokens, codes, judged["topic"], topics), _NAMINGS),
        SEVERAL: _chosen(_at_once(codes, len(texts), judged), _AT_ONCE),
    }
    if REGISTER in judged.columns:
        found[REGISTER] = _values(judged[REGISTER])
    if HOLDER in judged.columns:
        found[HOLDER] = _chosen(_holding(judged[HOLDER]), _HOLDERS)
    for name in columns:
        found[str(name)] = _values(judged[name])
    return pd.DataFrame(found)


def said_of(name: str, part: str) -> str:
    """Return what sentences of a part are called in a sentence.

    Parameters
    ----------
    name, part : str
        A slice and its part.

    Returns
    -------
    str

    Examples
    --------
    >>> said_of("negation", "a negation"), said_of("register", "headline")
    ('sentences with a negation', 'sentences with register headline')
    """
    return _SAID.get((name, part), f"sentences with {name} {part}")


def marks_of(parts: pd.DataFrame) -> pd.Series:
    """Return in a few words what may make each pair hard.

    Parameters
    ----------
    parts : DataFrame
        As `slice_parts` returns it.

    Returns
    -------
    Series of str
        Such as ``over 25 words, a negation, the topic not named``; empty where nothing is.

    Examples
    --------
    >>> marks_of(pd.DataFrame({"length": ["over 25 words"], "negation": ["a negation"]})).tolist()
    ['over 25 words, a negation']
    """
    marks = np.full(len(parts), "", object)
    for name, part, said in _HARD:
        if name in parts:
            marked = (parts[name] == part).to_numpy()
            marks[marked] += f", {said}"
    return pd.Series(marks, index=parts.index).str.removeprefix(", ")


def _chosen(places: Sequence[int] | np.ndarray, parts: Sequence[str]) -> pd.Categorical:
    return pd.Categorical(np.array(parts, object)[np.asarray(places, int)], categories=list(parts))


def _length(tokens: Tokens) -> int:
    words = sum(tokens.is_word)
    return int(words > _SHORT) + int(words > _LONG)


def _naming(
    tokens: Sequence[Tokens], codes: np.ndarray, asked: pd.Series, topics: Iterable[Topic | str]
) -> list[int]:
    known = {topic.name: topic for topic in Topics(topics)}
    topic_of, names = pd.factorize(asked)
    finder = MentionFinder(Topics([known.get(name, name) for name in names]))
    mentions = [finder.find(t) for t in tokens]
    found = (mentions[text].get(topic) for text, topic in zip(codes, topic_of, strict=True))
    return [2 if mention is None else int(not mention.spans) for mention in found]


def _at_once(codes: np.ndarray, n_texts: int, judged: pd.DataFrame) -> np.ndarray:
    about = (judged["truth"] != UNRELATED).to_numpy()
    pairs = pd.DataFrame({"text": codes[about], "topic": judged["topic"].to_numpy()[about]})
    n_topics = np.bincount(pairs.drop_duplicates()["text"], minlength=n_texts)
    several: np.ndarray = np.minimum(n_topics, 2)[codes]
    return several


def _holding(column: pd.Series) -> np.ndarray:
    words = column.astype("string").str.strip().fillna("")
    return np.select([words == "", words.str.casefold() == _AUTHOR], [2, 1], 0)


def _values(column: pd.Series) -> pd.Categorical:
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if number and column.nunique() > _MOST_PARTS:
        quarters = pd.qcut(column, _QUARTERS, duplicates="drop", precision=2).cat
        parts = [f"{each.left:,.10g} to {each.right:,.10g}" for each in quarters.categories]
        words = np.array([*parts, MISSING], object)[quarters.codes.to_numpy()]
    else:
        named = column.astype("string").astype(object)
        parts = named.value_counts().index[:_MOST_PARTS].tolist()
        words = named.where(named.isin(parts), OTHERS).mask(column.isna(), MISSING).to_numpy()
    order = dict.fromkeys([*parts, OTHERS, MISSING])
    return pd.Categorical(words, categories=list(order)).remove_unused_categories()
