"""Pages of what this browser's session holds."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from parvis.eligibility import conversation
from parvis.eligibility.interview import Interview

P = ParamSpec("P")


def with_answers(
    view: Callable[Concatenate[HttpRequest, Interview, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Gives the view the interview of this session; without one, leads to where one begins."""

    @wraps(view)
    def found(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        interview = conversation.current(request)
        if interview is None:
            return redirect("eligibility:home")
        return view(request, interview, *args, **kwargs)

    return found
