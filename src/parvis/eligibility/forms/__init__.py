"""What is typed on the page of a question. Checks, saves nothing; answers facts."""

from typing import Any, Final

from parvis.eligibility.forms.base import QuestionForm
from parvis.eligibility.forms.goods import GoodsForm
from parvis.eligibility.forms.household import (
    ActivityForm,
    ChildrenForm,
    CoupleForm,
    PartnerForm,
    SchoolsForm,
    StudiesForm,
    YouForm,
)
from parvis.eligibility.forms.resources import HomeForm, IncomesForm, OneAmountForm, TaxForm
from parvis.eligibility.forms.special import (
    CasesForm,
    ComplementForm,
    CustodyForm,
    DueForm,
    NationalityForm,
    RateForm,
    RestrictionForm,
)
from parvis.eligibility.interview import Interview
from parvis.eligibility.questions import Question

__all__ = ["QuestionForm", "form_of"]

_FORMS: Final[dict[str, type[QuestionForm]]] = {
    "vous": YouForm,
    "couple": CoupleForm,
    "enfants": ChildrenForm,
    "conjoint": PartnerForm,
    "activite": ActivityForm,
    "logement": HomeForm,
    "revenus": IncomesForm,
    "etudes": StudiesForm,
    "scolarite": SchoolsForm,
    "situations": CasesForm,
    "grossesse": DueForm,
    "handicap": RateForm,
    "acces-emploi": RestrictionForm,
    "handicap-enfants": RateForm,
    "complement": ComplementForm,
    "garde": CustodyForm,
    "nationalite": NationalityForm,
    "epargne": GoodsForm,
    "quotient": OneAmountForm,
    "impots": TaxForm,
}


def form_of(
    question: Question, interview: Interview, data: Any = None, prefix: str | None = None
) -> QuestionForm:
    return _FORMS[question.topic](question, interview, data, prefix)
