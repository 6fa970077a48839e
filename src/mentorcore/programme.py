"""The composition root: a bundle, its policies, its texts and a database make a programme."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from mentorcore.desk.desk import Desk
from mentorcore.domain.bundle import PURPOSES, Bundle
from mentorcore.domain.clock import Clock, SystemClock
from mentorcore.domain.errors import InputFault, StoreBusy
from mentorcore.domain.events import Event
from mentorcore.domain.ids import PERSON, IdMaker, new_id
from mentorcore.domain.log import What, log
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.engine.context import Context
from mentorcore.engine.door import Door
from mentorcore.engine.texts import Texts
from mentorcore.hooks.caller import Hooks
from mentorcore.hooks.confidentiality import grants
from mentorcore.loading.opening import recall
from mentorcore.storage import audit, events, meta, people, sealed
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.keys import FileKeys, KeyStore, MemoryKeys
from mentorcore.storage.masters import master_path
from mentorcore.storage.store import Store, database_url

CORE = "mentorcore"
LONGEST_HOW = 40  # characters of how a party said something: "by phone"


class Programme:
    """A programme on its database: thread-safe, synchronous, no globals.

    Make one with `open`, `create` or `in_memory`; close it, or use it as a context manager.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    @classmethod
    def open(
        cls,
        programme: str | Bundle,
        database: str | Path,
        keys: str | Path | KeyStore,
        *,
        master: Path | None = None,
        clock: Clock | None = None,
        new_id: IdMaker = new_id,
    ) -> Self:
        """Open a programme on a database that was made for it.

        Args:
            programme: name of an installed bundle, such as ``vps``, or a bundle.
            database: a file, or an SQLAlchemy URL.
            keys: the key file, or a key store.
            master: the master key's file, where it does not lie beside the key file.
            clock: where the time comes from; the machine's clock where not said.
            new_id: makes public ids.

        Raises:
            SetupFault: the bundle or a policy is wrong; every fault is listed.
            StoreError: the database or its keys cannot be used, or belong to something else.
        """
        started = perf_counter()
        store = Store(database_url(str(database)), _keys(keys, master), clock or SystemClock(), new_id)
        try:
            meta.check_store(store, programme.programme.id if isinstance(programme, Bundle) else programme)
            context = _context(_recall(programme, store) or _read(programme), store)
            _finish_erasures(store)
        except Exception as fault:
            store.close()
            log(What.NOT_OPENED, code=getattr(fault, "code", None), fault=fault)
            raise
        log(What.OPENED, milliseconds=1000 * (perf_counter() - started))
        return cls(context)

    @classmethod
    def create(
        cls,
        programme: str | Bundle,
        database: str | Path,
        keys: str | Path | KeyStore,
        *,
        first_staff: str,
        role: str = "",
        master: Path | None = None,
        clock: Clock | None = None,
        new_id: IdMaker = new_id,
    ) -> tuple[Self, str]:
        """Make a new database and key file, and the first member of staff; returns the programme and their id.

        Args:
            first_staff: the name under which colleagues know the first member of staff.
            role: their staff role; the handler's role where not said.
            programme, database, keys, master, clock, new_id: as in `open`.

        Raises:
            SetupFault, StoreError: as in `open`; ``store.exists`` where there is a database already.
        """
        read = _read(programme)
        header = read.bundle.programme
        first_role = _staff_role(read.bundle, role or header.handler_role)
        with _new_keys(keys, master) as store_keys:
            store = Store(database_url(str(database)), store_keys, clock or SystemClock(), new_id)
            made = False
            try:
                context = _context(read, store)
                meta.create_schema(store, header.id)
                made = True
                first = _found(context, first_staff, first_role)
            except BaseException:
                store.close()
                if made:
                    _remove(store.path)
                raise
        log(What.CREATED)
        return cls(context), first

    @classmethod
    def in_memory(
        cls,
        programme: str | Bundle,
        *,
        first_staff: str = "Staff",
        role: str = "",
        clock: Clock | None = None,
        new_id: IdMaker = new_id,
    ) -> tuple[Self, str]:
        """A programme that lives as long as the process: for tests and trials. Arguments as in `create`."""
        keys = MemoryKeys()
        return cls.create(
            programme, "sqlite://", keys, first_staff=first_staff, role=role, clock=clock, new_id=new_id
        )

    @property
    def bundle(self) -> Bundle:
        """The programme's values."""
        return self.context.bundle

    @property
    def adopted(self) -> bool:
        """Whether the database runs on the installed bundle; if not, it is read-only until it is adopted."""
        with self.context.store.read() as tx:
            return meta.adopted_digest(tx) == self.bundle.digest

    def desk(
        self,
        actor: str,
        *,
        purpose: str = "",
        on_behalf_of: str = "",
        how: str = "",
        happened: date | None = None,
    ) -> Desk:
        """What an actor can do. The host has authenticated them; the programme authorises.

        Args:
            actor: public id of a person of the programme.
            purpose: why, or empty for each verb's natural purpose.
            on_behalf_of: the party whose own act staff write down.
            how: how that party said it (in person, phone, message...).
            happened: the past day that it concerns, in the programme's time zone.

        Raises:
            InputFault: ``choice.unknown`` for a purpose that the programme does not know, ``text.too_long`` for
                a `how` of more than 40 characters: it is no place for words about a person.
        """
        purposes = (*PURPOSES, *self.bundle.purposes)
        if purpose and purpose not in purposes:
            raise InputFault.one("choice.unknown", "purpose", allowed=", ".join(purposes))
        if len(how) > LONGEST_HOW:
            raise InputFault.one("text.too_long", "how", most=LONGEST_HOW)
        return Desk(Door(self.context, actor, purpose, on_behalf_of, how, happened))

    def account_owner(self, account: str) -> str | None:
        """The member of staff to whom a system user is bound, or None."""
        with self.context.store.read() as tx:
            return people.account_owner(tx, account)

    def close(self) -> None:
        """Let go of the database and forget the keys."""
        self.context.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _keys(keys: str | Path | KeyStore, master: Path | None) -> KeyStore:
    return FileKeys.open(Path(keys), master) if isinstance(keys, (str, Path)) else keys


@contextmanager
def _new_keys(keys: str | Path | KeyStore, master: Path | None) -> Iterator[KeyStore]:
    """A new key store; where the block fails, the files made for it go again, so that it can be tried anew."""
    if not isinstance(keys, (str, Path)):
        yield keys
        return
    path = Path(keys)
    secret = master or master_path(path)
    had_secret = secret.exists()  # a mounted secret stays
    made = FileKeys.new(path, master)
    try:
        yield made
    except BaseException:
        made.close()
        for file in (path, *(() if had_secret else (secret,))):
            file.unlink()
        raise


def _finish_erasures(store: Store) -> None:
    """What a crash left of an erasure is destroyed before anybody can read it."""
    try:
        finished = finish_erasures(store)
    except StoreBusy as fault:  # another program reads just now; the next erasure, or opening, cleans up
        log(What.ERASURE_WAITS, code=fault.code)
    else:
        if finished:
            log(What.ERASED, count=len(finished))


def _remove(path: Path | None) -> None:
    """A database without its first member of staff could never be used."""
    for ending in ("", "-wal", "-shm") if path is not None else ():
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _staff_role(bundle: Bundle, role: str) -> str:
    staff = [found.id for found in bundle.roles if found.kind == "staff"]
    if role not in staff:
        raise InputFault.one("choice.unknown", "role", allowed=", ".join(staff))
    return role


@frozen(eq=False)
class _Read:
    """A bundle with its policies, read anew or remembered, before there is a database."""

    bundle: Bundle
    hooks: Hooks
    packages: tuple[str, ...]
    opening: str


def _read(programme: str | Bundle) -> _Read:
    """A bundle read with every check."""
    # what follows is needed only where nothing is remembered, and takes as long to load as a whole command
    from mentorcore.hooks import ALL
    from mentorcore.loading.bundle import read_programme, values_of
    from mentorcore.loading.opening import remembered
    from mentorcore.loading.plugins import programme_package

    source = programme if isinstance(programme, Bundle) else programme_package(programme)
    bundle, policies, resolved = read_programme(source)
    hooks = Hooks(ALL, policies)
    packages = tuple(dict.fromkeys(found.package for found in resolved.values()))
    values = values_of(bundle)
    return _Read(bundle, hooks, packages, remembered(values, bundle.digest, resolved, hooks))


def _recall(programme: str | Bundle, store: Store) -> _Read | None:
    """The bundle as the database remembers it, where no file has changed since."""
    if isinstance(programme, Bundle):
        return None
    with store.read() as tx:
        kept = meta.adopted(tx)
    opened = recall(kept.snapshot if kept and kept.genuine else None)
    if kept is None or opened is None:
        return None
    return _Read(opened.bundle, Hooks((), opened.policies), opened.packages, kept.snapshot)


def _context(read: _Read, store: Store) -> Context:
    bundle, hooks = read.bundle, read.hooks
    texts = Texts(tuple(dict.fromkeys([bundle.package, *read.packages, CORE])), bundle.programme.languages)
    opened = tuple(
        evolve(grant, serves=grant.serves or answer.clauses)
        for answer in hooks.ask(grants)
        for grant in answer.items
    )
    zone = ZoneInfo(bundle.programme.time_zone)
    return Context(bundle, hooks, texts, store, (*bundle.grants, *opened), zone, read.opening)


def _found(context: Context, called: str, role: str) -> str:
    """The first member of staff: the only thing that is written without an actor."""
    with context.store.write() as tx:
        today = context.day(tx.now)
        first = Person(
            tx.new_id(PERSON),
            context.bundle.programme.languages[0],
            today,
            (RoleHeld(role, RoleState.ACTIVE, today),),
        )
        people.add_person(tx, first)
        sealed.put(tx, first.id, {"staff": {"called": called}})
        meta.adopt(tx, context.bundle.digest, first.id, context.opening)
        founded = Event("programme.founded", first.id, tx.now, today, first.id)
        events.add_events(tx, [founded])
        audit.append(tx, [audit.Entry(first.id, "programme.create", "administration", (first.id,))])
    return first.id
