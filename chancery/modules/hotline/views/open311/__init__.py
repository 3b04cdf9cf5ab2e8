"""Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2/): city apps read and send requests; only masked text leaves."""

PAGES = "chancery.modules.hotline.views.open311.pages"
ADDRESSES = {
    "open311/discovery.<slug:form>": f"{PAGES}.discovery",
    "open311/v2/services.<slug:form>": f"{PAGES}.service_list",
    "open311/v2/services/<str:code>.<slug:form>": f"{PAGES}.service_definition",
    "open311/v2/requests.<slug:form>": f"{PAGES}.requests",
    "open311/v2/requests/<int:pk>.<slug:form>": f"{PAGES}.one_request",
    "open311/v2/tokens/<str:token>.<slug:form>": f"{PAGES}.token",
}
