from django.urls import path

from parvis.territory.views import public

app_name = "territory"
urlpatterns = [
    path("territoire/communes/", public.communes, name="communes"),
]
