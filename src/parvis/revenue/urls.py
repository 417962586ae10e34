from django.urls import path

from parvis.revenue.views import administrator, agent, public

app_name = "revenue"

urlpatterns = [
    path("paiement/<uuid:due>/", public.due, name="due"),
    path("paiement/<uuid:due>/quittance.pdf", public.receipt, name="due-receipt"),
    path("paiement/retour/<uuid:attempt>/", public.back, name="back"),
    path("agent/regies/", agent.regies, name="regies"),
    path("agent/regies/<int:regie>/", agent.regie, name="regie"),
    path("agent/regies/<int:regie>/journal.csv", agent.export, name="export"),
    path("agent/regies/encaisser/<uuid:due>/", agent.receive, name="receive"),
    path("agent/regies/quittances/<int:receipt>/", agent.receipt, name="receipt"),
    path("agent/regies/quittances/<int:receipt>/quittance.pdf", agent.paper, name="receipt-paper"),
    path("agent/regies/remboursements/<int:refund>/", agent.decide, name="refund-decide"),
    path("administration/regies/", administrator.home, name="administration"),
    path("administration/regies/nouvelle/", administrator.new, name="regie-new"),
    path("administration/regies/<int:regie>/", administrator.change, name="regie-change"),
    path(
        "administration/regies/<int:regie>/regisseurs/", administrator.keepers, name="regie-keepers"
    ),
    path(
        "administration/regies/regisseurs/<int:keeper>/fin/",
        administrator.end,
        name="keeper-end",
    ),
    path("administration/regies/paiements/<uuid:attempt>/", administrator.attempt, name="attempt"),
]
