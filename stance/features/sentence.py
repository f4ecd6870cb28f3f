"""What a sentence is in itself: n-grams that are computed once and serve every topic.

Each feature is a name with the first and last token that it stands on, so that a weight can be
shown in the text. Names carry their kind in a prefix: ``word:``, ``pair:``, ``not:``, ``part:``,
``mark:``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from stance.features.tokens import Tokens

Feature = tuple[str, int, int]
"""A feature's name, and the first and last token that it stands on."""

_PART_SIZES = (3, 4, 5)
LONGEST_WORD = 40
"""Letters of a word that have parts."""

QUOTES = frozenset('"“”„«»')
"""Marks that may stand around scare quotes."""

SCARE_QUOTE_TOKENS = 4
"""A closing quote so near to the one before makes scare quotes."""

LENGTH_STEP = 6
LONGEST = 6
"""Lengths are told apart in steps of so many words, up to so many steps."""


def word_features(tokens: Tokens) -> Iterator[Feature]:
    """Yield stems, pairs of neighbouring stems, and stems under a negation.

    Parameters
    ----------
    tokens : Tokens
        One sentence.

    Yields
    ------
    tuple of str, int and int
        Name, first token, last token.

    Examples
    --------
    >>> from stance.features.tokens import tokenize
    >>> [name for name, _, _ in word_features(tokenize("No truce"))]
    ['word:no', 'word:truce', 'pair:^ no', 'pair:no truce', 'pair:truce $', 'not:truce']
    """
    places = [i for i, is_word in enumerate(tokens.is_word) if is_word]
    bounds = itertools.pairwise([*places[:1], *places, *places[-1:]])
    spans = [*zip(places, places, strict=True), *(bounds if places else ())]
    negated = [(i, i) for i in places if tokens.negated[i]]
    for name, (first, last) in zip(word_names(tokens), [*spans, *negated], strict=True):
        yield name, first, last


def word_names(tokens: Tokens) -> list[str]:
    """Return the names of `word_features` without their places, which takes half the time.

    Parameters
    ----------
    tokens : Tokens
        One sentence.

    Returns
    -------
    list of str
    """
    stems = list(itertools.compress(tokens.stems, tokens.is_word))
    names = [f"word:{stem}" for stem in stems]
    if stems:
        names += [f"pair:{a} {b}" for a, b in itertools.pairwise(["^", *stems, "$"])]
    if True in tokens.negated:
        negated = itertools.compress(tokens.negated, tokens.is_word)
        names += [f"not:{stem}" for stem in itertools.compress(stems, negated)]
    return names


def part_features(tokens: Tokens) -> Iterator[Feature]:
    """Yield the character n-grams of each word, with ``<`` and ``>`` for its ends.

    Word parts as features are those of fastText (Bojanowski et al., TACL 2017, section 3.2),
    with 3 to 5 characters.

    Parameters
    ----------
    tokens : Tokens
        One sentence.

    Yields
    ------
    tuple of str, int and int
        Name, first token, last token.

    Examples
    --------
    >>> from stance.features.tokens import tokenize
    >>> [name for name, _, _ in part_features(tokenize("yes"))]
    ['part:<ye', 'part:yes', 'part:es>', 'part:<yes', 'part:yes>', 'part:<yes>']
    """
    for i, word in enumerate(tokens.words):
        if tokens.is_word[i]:
            for name in parts_of(word):
                yield name, i, i


def parts_of(word: str) -> list[str]:
    """Return the names of the parts of one word.

    Parameters
    ----------
    word : str
        One lower-cased word; parts past its fortieth character are left out.

    Returns
    -------
    list of str
    """
    padded = f"<{word[:LONGEST_WORD]}>"
    return [
        f"part:{padded[at : at + size]}"
        for size in _PART_SIZES
        for at in range(len(padded) - size + 1)
    ]


def mark_features(tokens: Tokens) -> Iterator[Feature]:
    """Yield punctuation marks, a closing question mark, scare quotes and the length.

    Parameters
    ----------
    tokens : Tokens
        One sentence.

    Yields
    ------
    tuple of str, int and int
        Name, first token, last token.

    Examples
    --------
    >>> from stance.features.tokens import tokenize
    >>> [name for name, _, _ in mark_features(tokenize("A “truce”?"))]
    ['mark:“', 'mark:”', 'mark:?', 'mark:last ?', 'mark:scare quotes', 'mark:length 0']
    """
    marks = [i for i, is_word in enumerate(tokens.is_word) if not is_word]
    for i in marks:
        yield f"mark:{tokens.words[i]}", i, i
    last = len(tokens.words) - 1
    if marks and marks[-1] == last:
        yield f"mark:last {tokens.words[last]}", last, last
    quotes = [i for i in marks if tokens.words[i] in QUOTES]
    for opening, closing in itertools.pairwise(quotes):
        if 1 < closing - opening <= SCARE_QUOTE_TOKENS:
            yield "mark:scare quotes", opening, closing
    n_words = len(tokens.words) - len(marks)
    if n_words:
        yield f"mark:length {min(n_words // LENGTH_STEP, LONGEST)}", 0, last
