from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "parvis.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.cases import events, stuck, verbs
        from parvis.cases.actions.charges import on_paid, on_refund
        from parvis.cases.actions.duplicates import flag_likeness
        from parvis.cases.engine.delivery import carry_out
        from parvis.cases.engine.scenarios import Engine
        from parvis.cases.queries.requests import requests_filed
        from parvis.cases.views.agent import arriving as agents
        from parvis.cases.views.preview import Preview
        from parvis.cases.views.resident import arriving
        from parvis.catalogue.ports import register_preview, register_runner
        from parvis.core.events import subscribe
        from parvis.eligibility.ports import provide_requests
        from parvis.revenue.events import DuePaid, RefundAgreed

        verbs.register()
        stuck.register_checks()
        provide_requests(requests_filed)
        register_runner(Engine())
        register_preview(Preview())
        subscribe(events.CaseSubmitted, carry_out, name="cases.carry_out")
        subscribe(events.CaseSubmitted, flag_likeness, name="cases.flag_likeness")
        subscribe(events.CaseMoved, carry_out, name="cases.carry_out")
        subscribe(events.CaseReminded, carry_out, name="cases.carry_out")
        subscribe(events.MessageWritten, carry_out, name="cases.carry_out")
        subscribe(DuePaid, on_paid, name="cases.note_paid")
        subscribe(RefundAgreed, on_refund, name="cases.owe_refund")
        arriving.register()
        agents.register()
