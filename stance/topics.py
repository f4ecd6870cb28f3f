"""Topics: what a stance is toward. They are data, read from a TOML file, never code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from stance.errors import TopicError, did_you_mean, in_one_line
from stance.paths import as_path

# Bytes; a topic takes a few hundred.
_LARGEST_FILE = 4 * 2**20

# The time for a key with dots grows with the square of their number.
_MOST_DOTS = 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """What a stance is toward: a name, a one-line description, other names for it.

    Parameters
    ----------
    name : str
        The name, as it stands in the ``topic`` column of the data.
    description : str, default=""
        One line that says what is meant. A topic without training examples is recognised by
        the words of its name, description and aliases, so it pays to write one.
    aliases : sequence of str, default=()
        Other names and phrases for it, as they occur in text.

    Raises
    ------
    TopicError
        If the name is empty or a field is of the wrong type.

    Examples
    --------
    >>> tax = Topic("carbon tax", "a tax on greenhouse-gas emissions", ["carbon levy"])
    >>> tax.phrases
    ('carbon tax', 'carbon levy')
    """

    name: str
    description: str = ""
    aliases: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            msg = f"a topic needs a name, got {in_one_line(repr(self.name))}"
            raise TopicError(msg)
        if not isinstance(self.description, str):
            said = in_one_line(repr(self.description))
            msg = f"topic {self.name!r}: the description must be text, got {said}"
            raise TopicError(msg)
        listing = isinstance(self.aliases, Iterable) and not isinstance(self.aliases, str | Mapping)
        if not listing or not all(isinstance(alias, str) for alias in self.aliases):
            said = in_one_line(repr(self.aliases))
            msg = f"topic {self.name!r}: aliases must be a list of texts, got {said}"
            raise TopicError(msg)
        object.__setattr__(self, "aliases", tuple(self.aliases))

    @property
    def phrases(self) -> tuple[str, ...]:
        """The name and the aliases, without repeats, in order."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


class Topics(Sequence[Topic]):
    """An ordered collection of topics with distinct names.

    Parameters
    ----------
    topics : iterable of Topic or str
        The topics; a plain string stands for a topic of that name alone.

    Raises
    ------
    TopicError
        If a name occurs twice, or an item is neither a topic nor a string.

    Examples
    --------
    >>> topics = Topics([Topic("ceasefire", aliases=["truce"]), "sanctions"])
    >>> topics.names
    ('ceasefire', 'sanctions')
    >>> topics["ceasefire"].aliases
    ('truce',)
    """

    def __init__(self, topics: Iterable[Topic | str] = ()) -> None:
        self._by_name: dict[str, Topic] = {}
        for item in topics:
            topic = Topic(item) if isinstance(item, str) else item
            if not isinstance(topic, Topic):
                msg = f"a topic must be a Topic or a name, got {item!r}"
                raise TopicError(msg)
            if topic.name in self._by_name:
                msg = f"the topic {topic.name!r} is defined twice"
                raise TopicError(msg)
            self._by_name[topic.name] = topic

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(self._by_name)

    @overload
    def __getitem__(self, key: int | str) -> Topic: ...
    @overload
    def __getitem__(self, key: slice) -> Topics: ...
    def __getitem__(self, key: int | str | slice) -> Topic | Topics:
        if isinstance(key, slice):
            return Topics(list(self._by_name.values())[key])
        if isinstance(key, int):
            return list(self._by_name.values())[key]
        try:
            return self._by_name[key]
        except KeyError:
            hint = did_you_mean(key, self._by_name)
            msg = f"no topic {key!r}.{hint} Known topics: {', '.join(self._by_name)}"
            raise TopicError(msg) from None

    def __contains__(self, key: object) -> bool:
        return key in self._by_name or key in self._by_name.values()

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Topics) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Topics({list(self.names)!r})"

    def select(self, chosen: Iterable[Topic | str] | Topic | str | None) -> Topics:
        """Return the chosen topics: names are looked up here, `Topic` objects are taken as given.

        Parameters
        ----------
        chosen : iterable of Topic or str, a single one of them, or None
            None means all of them.

        Returns
        -------
        Topics

        Raises
        ------
        TopicError
            If a name is not defined here; the message names the nearest one. If none is chosen.

        Examples
        --------
        >>> Topics(["ceasefire", "sanctions"]).select("sanctions")
        Topics(['sanctions'])
        """
        if chosen is None:
            return self
        named = [chosen] if isinstance(chosen, Topic | str) else listed(chosen)
        if not named:
            msg = "no topic is asked about: name one, or give None for all that are known"
            raise TopicError(msg)
        return Topics(self[item] if isinstance(item, str) else item for item in named)


def listed(topics: object) -> list[Topic | str]:
    """Return topics as a list, whatever holds them.

    Parameters
    ----------
    topics : iterable of Topic or str
        The topics.

    Returns
    -------
    list of Topic or str

    Raises
    ------
    TopicError
        If this is no list of topics, or an item is neither a topic nor a name.

    Examples
    --------
    >>> listed(("truce", Topic("talks")))[0]
    'truce'
    """
    if isinstance(topics, str | bytes | Mapping) or not isinstance(topics, Iterable):
        msg = f"topics were expected in a list, got {type(topics).__name__}"
        raise TopicError(msg)
    named = list(topics)
    for item in named:
        if not isinstance(item, Topic | str):
            msg = f"a topic must be a Topic or a name, got {in_one_line(repr(item))}"
            raise TopicError(msg)
    return named


TopicsChoice = Topics | Iterable[Topic | str] | str | Path | None
"""The topics of a data set: as such, by name, in a file, or as the data itself has them."""


def read_topics(path: str | Path) -> Topics:
    r"""Read topics from a TOML file of ``[[topic]]`` tables with name, description and aliases.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Topics

    Raises
    ------
    TopicError
        If the file is missing, is not TOML, or a table in it is not a topic.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "topics.toml")
    ...     _ = file.write_text('[[topic]]\nname = "carbon tax"\naliases = ["carbon levy"]')
    ...     read_topics(file)
    Topics(['carbon tax'])
    """
    path = as_path(path, TopicError)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            msg = f"{path} is larger than any topics file: more than {_LARGEST_FILE:,} bytes"
            raise TopicError(msg)
        if max(line.count(b".") for line in content.split(b"\n")) > _MOST_DOTS:
            msg = f"{path} has a line with more than {_MOST_DOTS:,} dots: no topics file has"
            raise TopicError(msg)
        tables = tomllib.loads(content.decode("utf-8-sig")).get("topic")
    except OSError as error:
        msg = f"cannot read the topics file {path}: {error.strerror or error}"
        raise TopicError(msg) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, TopicError):
            raise
        msg = f"{path} is not a TOML file in UTF-8: {in_one_line(error)}"
        raise TopicError(msg) from error
    if not isinstance(tables, list) or not tables:
        msg = f"{path} defines no topic: write a [[topic]] table with a name for each"
        raise TopicError(msg)
    try:
        return Topics(_topic_from_table(table) for table in tables)
    except TopicError as error:
        msg = f"{path}: {error}"
        raise TopicError(msg) from error


def find_topics(data: object, topics: TopicsChoice) -> Topics | None:
    """Return the topics that a caller means: those given, or those that lie beside the data.

    Parameters
    ----------
    data : object
        Labelled data; where it is the path of a folder, its ``topics.toml`` is looked for.
    topics : Topics, iterable of Topic or str, path of a topics file, or None
        None leaves it to the data.

    Returns
    -------
    Topics or None
        None where neither says anything: then the names in the data are all that is known.

    Examples
    --------
    >>> find_topics("labels.csv", ["truce"])
    Topics(['truce'])
    """
    if isinstance(topics, str | Path):
        return read_topics(topics)
    if topics is not None:
        return Topics(topics if isinstance(topics, Topics) else listed(topics))
    beside = Path(data) / "topics.toml" if isinstance(data, str | Path) else None
    return read_topics(beside) if beside and beside.is_file() else None


def _topic_from_table(table: object) -> Topic:
    if not isinstance(table, dict):
        msg = f"a [[topic]] table was expected, got {in_one_line(repr(table))}"
        raise TopicError(msg)
    allowed = ("name", "description", "aliases")
    for key in table:
        if key not in allowed:
            hint = did_you_mean(key, allowed)
            msg = f"topic {table.get('name')!r} has an unknown field {key!r}.{hint}"
            raise TopicError(msg)
    return Topic(table.get("name", ""), table.get("description", ""), table.get("aliases", ()))
