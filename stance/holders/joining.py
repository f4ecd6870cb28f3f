"""Who is who in a document: mentions of one holder get one id, or stay apart where it is unclear.

Names join names that they are part of; a role joins a name that bore it, or an earlier mention
of the same role; a pronoun joins the one who spoke last, if it fits. Where two would fit equally
well, none is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stance.holders.naming import BODY, PERSON, UNKNOWN, Naming, alike

_PRONOUN_REACH = 2


@dataclass(eq=False)
class Entity:
    """One who is mentioned.

    Attributes
    ----------
    label : str
        The fullest name so far, else the first mention.
    names : set of tuple of str
        The proper names it goes by.
    roles : list of tuple of str and frozenset of str
        The roles it was given, with what stood beside them.
    kind : str
        ``person``, ``body`` or ``unknown``.
    plural : bool
        Whether they are several.
    sex : str
        ``he``, ``she`` or empty.
    seen, held : int
        The last sentence that mentions it, and the last whose holder it was (-1: none).
    """

    label: str
    names: set[tuple[str, ...]] = field(default_factory=set)
    roles: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    kind: str = UNKNOWN
    plural: bool = False
    sex: str = ""
    seen: int = -1
    held: int = -1


class Cast:
    """Those who are mentioned in a document, so far.

    Examples
    --------
    >>> cast = Cast()
    >>> one = cast.meet(Naming("Olena Hart", ("olena", "hart"), kind=PERSON), 0)
    >>> cast.meet(Naming("Hart", ("hart",)), 1) is one
    True
    """

    def __init__(self) -> None:
        self.entities: list[Entity] = []

    def meet(self, it: Naming, sentence: int) -> Entity:
        """Return who is meant by a name or a role, who is new if nobody fits.

        Parameters
        ----------
        it : Naming
            A mention that is no pronoun.
        sentence : int
            Where it stands, counted from 0.

        Returns
        -------
        Entity
        """
        entity = self._known(it)
        if entity is None:
            entity = Entity(it.text)
            self.entities.append(entity)
        _learn(entity, it, sentence)
        return entity

    def resolve(self, it: Naming, sentence: int) -> Entity | None:
        """Return who is meant by a pronoun, or None where that is unclear.

        Parameters
        ----------
        it : Naming
            The pronoun.
        sentence : int
            Where it stands.

        Returns
        -------
        Entity or None
        """
        fits = [e for e in self.entities if _fits(e, it)]
        held = [e for e in fits if 0 <= sentence - e.held <= _PRONOUN_REACH]
        if held:
            last = max(e.held for e in held)
            return _only([e for e in held if e.held == last])
        certain = [e for e in fits if e.kind != UNKNOWN or e.plural]
        return _only([e for e in certain if 0 <= sentence - e.seen < _PRONOUN_REACH])

    def _known(self, it: Naming) -> Entity | None:
        if it.name:
            by_name = [e for e in self.entities if any(_same_name(n, it, e) for n in e.names)]
            if by_name:
                return max(by_name, key=lambda e: e.seen)
            # "Kremlin spokesman Peskov" names the spokesman who was nameless before.
            return _only([e for e in self.entities if not e.names and it.role and _bore(e, it)])
        if it.indefinite or not it.role:
            return None
        return _only([e for e in self.entities if _bore(e, it) and e.plural == it.plural])


def _only(entities: list[Entity]) -> Entity | None:
    return entities[0] if len(entities) == 1 else None


def _learn(entity: Entity, it: Naming, sentence: int) -> None:
    if it.name:
        fuller = len(it.name) > max(map(len, entity.names), default=0)
        entity.label = without_role(it) if fuller else entity.label
        entity.names.add(it.name)
    if it.role and (it.role, it.marks) not in entity.roles:
        entity.roles.append((it.role, it.marks))
    entity.kind = it.kind if entity.kind == UNKNOWN else entity.kind
    entity.plural |= it.plural
    entity.sex = entity.sex or it.sex
    entity.seen = max(entity.seen, sentence)


def without_role(it: Naming) -> str:
    """Return the words of a mention after its role: "Hart" of "Mayor Hart".

    Parameters
    ----------
    it : Naming
        A mention with a name.

    Returns
    -------
    str
    """
    if not it.role:
        return it.text
    at = it.text.lower().rfind(it.role) + len(it.role)
    return it.text[at:].strip() or it.text


def _same_name(known: tuple[str, ...], it: Naming, entity: Entity) -> bool:
    if known == it.name:
        return True
    if PERSON not in (entity.kind, it.kind) or BODY in (entity.kind, it.kind):
        return False
    # The surname alone, or the given names left out; "Anna Hart" is not "Peter Hart".
    return known[-1] == it.name[-1] and 1 in (len(known), len(it.name))


def _bore(entity: Entity, it: Naming) -> bool:
    """Return whether an entity was given this role, with nothing beside it that speaks against."""
    return any(
        role == it.role and all(any(alike(m, other) for other in marks) for m in it.marks)
        for role, marks in entity.roles
    )


def _fits(entity: Entity, it: Naming) -> bool:
    if it.pronoun == "they":
        return entity.plural or entity.kind == BODY
    if entity.plural:
        return False
    if it.pronoun == "it":
        return entity.kind != PERSON
    return entity.kind == PERSON and entity.sex in ("", it.pronoun)
