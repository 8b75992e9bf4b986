"""Addresses of the desk, below ``/admin/registrations/``. Everything personal is an event's, and checked with it."""

from django.urls import path

from events.admin import counts, desk, door, exports, letters, people

app_name = "desk"
MEETING = "<int:roster_id>/door/<str:meeting>/"
urlpatterns = [
    path("", desk.EventsView.as_view(), name="events"),
    path("results/", desk.EventsView.as_view(results_only=True), name="events_results"),
    path("counts/", counts.CountsView.as_view(), name="counts"),
    path("<int:roster_id>/", people.PeopleView.as_view(), name="event"),
    path("<int:roster_id>/list/<str:list_name>/", people.PeopleView.as_view(), name="people"),
    path("<int:roster_id>/people/<int:pk>/", people.PersonView.as_view(), name="person"),
    path("<int:roster_id>/people/<int:pk>/<str:action>/", people.ActView.as_view(), name="act"),
    path("<int:roster_id>/add/", people.WalkInView.as_view(), name="walk_in"),
    path("<int:roster_id>/door/", door.DoorView.as_view(), name="door"),
    path(MEETING, door.AttendanceView.as_view(), name="door_meeting"),
    path(f"{MEETING}sheet/", door.SheetView.as_view(), name="sheet"),
    path(f"{MEETING}people/<int:pk>/", door.MarkView.as_view(), name="mark"),
    path("<int:roster_id>/message/", letters.MessageView.as_view(), name="message"),
    path("<int:roster_id>/export.xlsx", exports.XlsxView.as_view(), name="export_xlsx"),
    path("<int:roster_id>/export.csv", exports.CsvView.as_view(), name="export_csv"),
]
