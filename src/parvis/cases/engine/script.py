"""A package made ready to run: transitions by state, conditions compiled once."""

from functools import lru_cache

from parvis.catalogue.definition import Field, Package, Transition
from parvis.catalogue.definition.environment import charge_environment, environment_of
from parvis.catalogue.definition.process import SYSTEM
from parvis.catalogue.expressions import Outcome, Program, compile_expression
from parvis.catalogue.queries import package_of


class Script:
    """One published version, read by the engine. Immutable, shared by all its cases."""

    def __init__(self, package: Package) -> None:
        self.package = package
        process = package.process
        at_expiry = {rule.at_expiry for rule in process.deadlines.values()}
        self._leaving: dict[str, list[Transition]] = {state: [] for state in process.states}
        self._automatic: dict[str, list[Transition]] = {state: [] for state in process.states}
        for transition in process.transitions:
            fires_by_itself = (
                SYSTEM in transition.by
                and not transition.at_expiry_only
                and transition.id not in at_expiry
            )
            for state in transition.source:
                self._leaving[state].append(transition)
                if fires_by_itself:
                    self._automatic[state].append(transition)
        self._rules: dict[str, Program] = {}
        self.paying = {t.pays.function for t in process.transitions if t.pays is not None}
        self.paying |= {charge.function for charge in process.charges.values()}
        """The functions that make transfers: to pay, or to give back."""
        self.validations = {id_ for id_, k in process.items.items() if k.kind == "validation"}
        """Items by which a move is validated."""
        self.signatures = [id_ for id_, k in process.items.items() if k.kind == "signature"]
        """Items by which somebody else than the applicant signs."""
        self.asked_freely = [id_ for id_, kind in process.items.items() if kind.asked_by]
        """The opinions that agents ask of whom they choose."""
        self.decides_alone = process.automatic_decisions()
        """Transitions by which rules alone decide."""
        self.reads_payment = any("case.paid" in (t.guard or "") for t in process.transitions)

    def leaving(self, state: str) -> list[Transition]:
        """Transitions that may start in this state, in the order of the package."""
        return self._leaving[state]

    def automatic(self, state: str) -> list[Transition]:
        """Those the system makes as soon as their guard is true."""
        return self._automatic[state]

    def transition(self, transition_id: str) -> Transition | None:
        return next((t for t in self.package.process.transitions if t.id == transition_id), None)

    def validators(self, transition: Transition) -> list[str]:
        """The functions that may have to validate a transition."""
        items = self.package.process.items
        return [items[step.item].function for step in transition.validated_by]

    def rule(self, text: str, where: str = "", inputs: list[Field] | None = None) -> Program:
        """The compiled condition; `inputs` are the fields it may read beside the case."""
        key = f"{where}:{text}"
        rule = self._rules.get(key)
        if rule is None:
            environment = environment_of(self.package, inputs or ())
            rule = self._rules[key] = compile_expression(text, environment)
        return rule

    def amount(self, text: str, transition: Transition) -> Program:
        """The compiled amount of a charge, as asked by a transition."""
        key = f"charge:{transition.id}:{text}"
        rule = self._rules.get(key)
        if rule is None:
            environment = charge_environment(self.package, transition.fields)
            rule = self._rules[key] = compile_expression(text, environment)
        return rule

    def guard(self, transition: Transition) -> Program | None:
        if transition.guard is None:
            return None
        return self.rule(transition.guard, transition.id, transition.fields)

    def value(self, text: str, transition: Transition, facts: dict[str, object]) -> Outcome:
        """An expression of a transition's effects (an amount, an IBAN)."""
        return self.rule(text, transition.id, transition.fields).evaluate(facts)


@lru_cache(maxsize=256)
def script_of(version_id: int) -> Script:
    """Kept in memory: versions never change."""
    return Script(package_of(version_id))
