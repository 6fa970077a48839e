"""Verbs: every action and every reading is declared once, on a desk method, with what the door has to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from attrs import frozen

if TYPE_CHECKING:
    from mentorcore.engine.door import Door
    from mentorcore.engine.work import Work

C = TypeVar("C")
R = TypeVar("R")


@frozen
class Spec:
    """What the door knows about a verb.

    Args:
        name: facet and method, such as ``matches.accept``.
        subject: the command's attribute that holds the id of what it is about; ``programme`` where it is
            about nobody in particular.
        purpose: the natural purpose, where the desk was opened without one.
        grants: relations in which the bundle may grant the verb, see `mentorcore.domain.bundle.RELATIONS`.
        vetoes: names of the hooks that must have been asked before anything is stored.
        writes: whether it changes facts; readings only leave an audit entry.
        leaves: whether it is somebody's leaving: no veto, committed first, planning afterwards.
        unadopted: whether it works while the bundle differs from the adopted one.
    """

    name: str
    subject: str
    purpose: str
    grants: tuple[str, ...]
    vetoes: tuple[str, ...] = ()
    writes: bool = True
    leaves: bool = False
    unadopted: bool = False


class HasDoor(Protocol):
    """A facet of the desk."""

    @property
    def door(self) -> Door: ...


class Verb(Generic[C, R]):
    """A desk method behind the door: called with its command alone, it gets its unit of work from the door."""

    def __init__(self, spec: Spec, body: Callable[[Any, Work, C], R]) -> None:
        self.spec = spec
        self.body = body
        self.__doc__ = body.__doc__

    @overload
    def __get__(self, facet: None, owner: type) -> Verb[C, R]: ...

    @overload
    def __get__(self, facet: HasDoor, owner: type) -> Callable[[C], R]: ...

    def __get__(self, facet: HasDoor | None, owner: type) -> Verb[C, R] | Callable[[C], R]:
        if facet is None:
            return self
        desk = facet
        return lambda command: desk.door.pass_through(self, desk, command)


def action(
    name: str,
    *,
    subject: str,
    purpose: str,
    grants: tuple[str, ...],
    vetoes: tuple[str, ...] = (),
    leaves: bool = False,
    unadopted: bool = False,
) -> Callable[[Callable[[Any, Work, C], R]], Verb[C, R]]:
    """Declare a verb that changes facts; see `Spec` for the arguments."""
    spec = Spec(name, subject, purpose, grants, vetoes, leaves=leaves, unadopted=unadopted)
    return lambda body: Verb(spec, body)


def view(
    name: str, *, subject: str, purpose: str, grants: tuple[str, ...]
) -> Callable[[Callable[[Any, Work, C], R]], Verb[C, R]]:
    """Declare a verb that reads; see `Spec` for the arguments."""
    spec = Spec(name, subject, purpose, grants, writes=False, unadopted=True)
    return lambda body: Verb(spec, body)


def verbs_of(facet: type) -> tuple[Verb[Any, Any], ...]:
    """The verbs that a facet declares, in the order they stand there."""
    return tuple(value for value in vars(facet).values() if isinstance(value, Verb))
