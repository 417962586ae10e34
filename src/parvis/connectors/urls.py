"""Addresses that outside systems know: they are registered with them, so they never change."""

from django.conf import settings
from django.urls import path, re_path

from parvis.connectors.demo_identity import views as demo
from parvis.connectors.oidc import views as oidc
from parvis.connectors.openfisca import views as openfisca
from parvis.connectors.payfip import views as payfip
from parvis.connectors.payfip.twin import PAGE

app_name = "connectors"

urlpatterns = [
    path("compte/<slug:key>/retour/", oidc.come_back, name="come-back"),
    path("compte/<slug:key>/deconnexion/", oidc.signed_out, name="signed-out"),
    path("compte/<slug:key>/cles.json", oidc.keys, name="keys"),
    path("api/eligibility/openfisca/", openfisca.web_api, name="openfisca"),
    re_path(
        "^api/eligibility/openfisca/(?P<path>.+)$", openfisca.web_api, name="openfisca-address"
    ),
    path("paiement/payfip/avis/", payfip.notice, name="payfip-notice"),
]

if settings.DEMO:
    urlpatterns += [path("compte/demonstration/", demo.choose, name="demo")]
    urlpatterns += [path(PAGE, payfip.stand_in, name="payfip-demo")]
