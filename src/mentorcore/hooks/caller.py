"""The one caller: asks each policy by itself, in the bundle's order, and knows who said what.

pluggy stops at the first exception and does not name the plugin; a wrapper could turn a refusal into a
permit. So the implementations are called one by one here, wrappers are refused at registration, and an
answer that is not what the spec says is a fault that names policy and hook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from threading import RLock
from time import perf_counter
from typing import Any, ParamSpec, TypeVar, cast

import pluggy
from attrs import frozen

from mentorcore.domain.decisions import Reason, Refusal, signed
from mentorcore.domain.errors import PluginFault, Problem, SetupFault
from mentorcore.domain.log import SLOW, What, log
from mentorcore.hooks.answers import MOST, all_fit, dispose, fits, own, own_all
from mentorcore.hooks.facts import held, same
from mentorcore.hooks.guard import ASKING, tried
from mentorcore.hooks.kinds import PROJECT, Ask, AskFirst, Hook, Tell, Veto

P = ParamSpec("P")
T = TypeVar("T")

NOBODY = nullcontext()
"""Around a Tell hook: no transaction is open then, and what is told of is stored."""


@frozen
class Answer:
    """What one policy answered to an Ask hook."""

    policy: str
    clauses: tuple[str, ...]
    items: tuple[Any, ...]


@frozen(eq=False)
class Named:
    """A policy under its id in the bundle.

    Args:
        id: unique in the bundle.
        serves: the clauses it serves.
        build: makes the policy with its settings; called once at most.
        hooks: the hooks it implements, where they are known without building it.
    """

    id: str
    serves: tuple[str, ...]
    build: Callable[[], object]
    hooks: frozenset[str] | None = None


class Hooks:
    """The hooks of one programme with the policies of its bundle.

    Policies whose hooks are known beforehand are built when one of their hooks is first asked; all others are
    built at once. Listed order is the order of calling, whenever a policy was built.

    Args:
        specs: every hook of mentorcore; none where the hooks of all policies are known, each spec is then
            taken when it is first asked.
        policies: the bundle's policies, in its order.
        timer: seconds from any beginning, by which calls are measured.

    Raises:
        SetupFault: a policy implements a hook that does not exist, wraps one, or asks to come first or last.
    """

    def __init__(
        self,
        specs: Iterable[Hook[Any, Any]],
        policies: Sequence[Named],
        *,
        timer: Callable[[], float] = perf_counter,
    ) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._specs: set[str] = set()
        self._add_specs(specs)
        self._every_spec = bool(self._specs)
        self._named = {policy.id: policy for policy in policies}
        self._place = {policy.id: place for place, policy in enumerate(policies)}
        self._ready: dict[str, Sequence[pluggy.HookImpl]] = {}
        self._lock = RLock()
        self._timer = timer
        self.seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._build(policy for policy in policies if policy.hooks is None)

    def _add_specs(self, specs: Iterable[Hook[Any, Any]]) -> None:
        new = {hook.name: staticmethod(hook.spec) for hook in specs if hook.name not in self._specs}
        if new:
            self._manager.add_hookspecs(type("Specs", (), new))
            self._specs |= set(new)

    def _build(self, policies: Iterable[Named]) -> None:
        problems: list[Problem] = []
        for policy in policies:
            try:
                with ASKING:
                    self._manager.register(policy.build(), name=policy.id)
            except pluggy.PluginValidationError:
                problems.append(Problem("policy.signature", f"policy {policy.id}"))
            except SetupFault as fault:  # a setting that fitted once, and does no more
                problems += fault.problems
            except KeyboardInterrupt:
                raise
            except BaseException as fault:  # pluggy looks at every attribute of the policy
                params = {"plugin": policy.id, "fault": type(fault).__name__}
                problems.append(Problem("setup.broken_plugin", f"policy {policy.id}", params))
        problems += self._wrappers() + (self._misspelt() if self._every_spec else [])
        if problems:
            raise SetupFault(problems)

    def _build_for(self, hook: Hook[Any, Any]) -> None:
        """Build the policies that are known to implement a hook and were not needed so far."""
        self._build(
            policy
            for policy in self._named.values()
            if policy.hooks is not None
            and hook.name in policy.hooks
            and not self._manager.has_plugin(policy.id)
        )

    def _wrappers(self) -> list[Problem]:
        found = []
        for name, caller in vars(self._manager.hook).items():
            for impl in caller.get_hookimpls():
                if impl.wrapper or impl.hookwrapper or impl.tryfirst or impl.trylast:
                    found.append(Problem("policy.wrapper", f"policy {impl.plugin_name}", {"hook": name}))
        return found

    def _misspelt(self) -> list[Problem]:
        """Implementations without a spec. pluggy raises at the first one; here all are listed."""
        return [
            Problem("policy.unknown_hook", f"policy {impl.plugin_name}", {"hook": name})
            for name, caller in vars(self._manager.hook).items()
            if not caller.has_spec()
            for impl in caller.get_hookimpls()
        ]

    @property
    def policies(self) -> tuple[Named, ...]:
        """The policies in the bundle's order."""
        return tuple(self._named.values())

    def hooks_of(self, policy: str) -> tuple[str, ...]:
        """Names of the hooks that a policy implements."""
        known = self._named[policy].hooks
        if known is not None:
            return tuple(sorted(known))
        callers = self._manager.get_hookcallers(self._manager.get_plugin(policy)) or []
        return tuple(sorted(caller.name for caller in callers))

    def implemented_by(self, hook: Hook[Any, Any]) -> tuple[str, ...]:
        """Ids of the policies that implement a hook, in the order they are called."""
        return tuple(impl.plugin_name for impl in self._implementations(hook))

    def _implementations(self, hook: Hook[Any, Any]) -> Sequence[pluggy.HookImpl]:
        """The implementations of a hook in the bundle's order; kept, since a hook may be asked for each row."""
        found = self._ready.get(hook.name)
        if found is None:
            with self._lock:
                self._add_specs([hook])
                self._build_for(hook)
                caller: pluggy.HookCaller = getattr(self._manager.hook, hook.name)
                found = sorted(caller.get_hookimpls(), key=lambda impl: self._place[impl.plugin_name])
                self._ready[hook.name] = found
        return found

    def _call(
        self,
        hook: Hook[Any, Any],
        impl: pluggy.HookImpl,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        check: Callable[[Any, str], T],
        facts: list[Any],
    ) -> T:
        """Call one policy and look at its answer: whatever either of them raises names policy and hook."""
        arguments = {**dict(zip(hook.arguments, args, strict=False)), **kwargs}
        policy, error = impl.plugin_name, None
        started = self._timer()
        try:
            with NOBODY if isinstance(hook, Tell) else ASKING:
                answer = impl.function(**{name: arguments[name] for name in impl.argnames})
                dispose(answer)
                checked = check(answer, policy)
        except KeyboardInterrupt:
            raise
        except _NotAnAnswer as fault:
            error = PluginFault("plugin.answer", policy=policy, hook=hook.name, fault=str(fault))
        except BaseException as fault:  # SystemExit, too, and whatever else a policy makes up
            kind = type(fault).__name__
            error = PluginFault("plugin.raised", policy=policy, hook=hook.name, fault=kind)
        finally:
            self._took(policy, hook, self._timer() - started)
        if tried():
            error = PluginFault("plugin.transaction", policy=policy, hook=hook.name)
        now = held(args, kwargs)
        if not same(facts, now):
            facts[:] = now  # the next one is not blamed for it
            error = PluginFault("plugin.argument", policy=policy, hook=hook.name)
        # raised outside of every handler: nothing of what the policy raised is carried on
        if error is not None:
            named = str(error.params["fault"]) if "fault" in error.params else None
            log(What.POLICY_FAULT, policy=policy, hook=hook.name, code=error.code, fault=named)
            raise error
        return checked

    def _took(self, policy: str, hook: Hook[Any, Any], seconds: float) -> None:
        self.seconds[policy, hook.name] += seconds
        if 1000 * seconds >= SLOW:
            log(What.POLICY_SLOW, policy=policy, hook=hook.name, milliseconds=1000 * seconds)

    def ask(self, hook: Ask[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[Answer, ...]:
        """Every policy's answer with the policy's id; reasons are signed with policy and clauses.

        Raises:
            PluginFault: a policy raised, or answered with something else than the spec says.
        """

        def checked(answer: Any, policy: str) -> Answer:
            items = own_all(_items(answer, _class(hook)))
            if any(isinstance(item, Reason) for item in items):
                items = tuple(self._sign(item, policy) for item in items)
            return Answer(policy, self._named[policy].serves, items)

        facts = held(args, kwargs)
        return tuple(
            self._call(hook, impl, args, kwargs, checked, facts) for impl in self._implementations(hook)
        )

    def ask_flat(self, hook: Ask[P, Sequence[T]], *args: P.args, **kwargs: P.kwargs) -> tuple[T, ...]:
        """All items of all answers, in the bundle's order."""
        return tuple(cast(T, item) for answer in self.ask(hook, *args, **kwargs) for item in answer.items)

    def ask_first(self, hook: AskFirst[P, T | None], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The first answer that is not None.

        Raises:
            PluginFault: as for `ask`.
        """
        found = self.first(hook, *args, **kwargs)
        return None if found is None else found[1]

    def first(self, hook: AskFirst[P, T | None], *args: P.args, **kwargs: P.kwargs) -> tuple[str, T] | None:
        """The first answer that is not None, with the policy that gave it.

        Raises:
            PluginFault: as for `ask`.
        """

        def checked(answer: Any, _: str) -> Any:
            return None if answer is None else _one(answer, _class(hook))

        facts = held(args, kwargs)
        for impl in self._implementations(hook):
            answer = self._call(hook, impl, args, kwargs, checked, facts)
            if answer is not None:
                return impl.plugin_name, cast(T, answer)
        return None

    def objections(self, hook: Veto[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[Refusal, ...]:
        """Every objection. A policy that raises, or answers with anything but a refusal or None, objects.

        Raises:
            PluginFault: ``plugin.transaction``: it reached for the transaction.
        """

        def checked(answer: Any, policy: str) -> Refusal | None:
            return None if answer is None else self._sign(own(_one(answer, Refusal)), policy)

        found = []
        facts = held(args, kwargs)
        for impl in self._implementations(hook):
            try:
                objection = self._call(hook, impl, args, kwargs, checked, facts)
            except PluginFault as fault:
                if fault.code == "plugin.transaction":
                    raise  # what it was asked in may be broken: nothing can be said or done in it any more
                policy: str = impl.plugin_name
                serves = self._named[policy].serves
                objection = Refusal("plugin.fault", {"policy": policy, "hook": hook.name}, policy, serves)
            if objection is not None:
                found.append(objection)
        return tuple(found)

    def tell(self, hook: Tell[P, T], policy: str, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell one policy.

        Raises:
            PluginFault: it raised.
        """
        for impl in self._implementations(hook):
            if impl.plugin_name == policy:
                self._call(hook, impl, args, kwargs, lambda *_: None, held(args, kwargs))

    def _sign(self, item: Any, policy: str) -> Any:
        return signed(item, policy, self._named[policy].serves) if isinstance(item, Reason) else item


class _NotAnAnswer(Exception):
    """An answer is of another class than the spec says; named by its class alone."""


def _class(hook: Hook[Any, Any]) -> type:
    return hook.answers or object


def _one(answer: Any, cls: type) -> Any:
    if not fits(answer, cls):
        raise _NotAnAnswer(type(answer).__name__)
    return answer


def _items(answer: Any, cls: type) -> Sequence[Any]:
    if type(answer) not in (list, tuple) or len(answer) > MOST:
        raise _NotAnAnswer(type(answer).__name__)
    return tuple(answer) if all_fit(answer, cls) else tuple(_one(item, cls) for item in answer)
