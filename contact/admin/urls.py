"""Addresses of the inbox, below ``/admin/inbox/``. Nothing of a person stands in an address: searches are posted."""

from django.urls import path

from contact.admin import counts, enquiry, exports, inbox

app_name = "inbox"
urlpatterns = [
    path("", inbox.EnquiriesView.as_view(), name="enquiries"),
    path("search/", inbox.SearchView.as_view(), name="search"),
    path("counts/", counts.CountsView.as_view(), name="counts"),
    path("export.xlsx", exports.XlsxView.as_view(), name="export_xlsx"),
    path("export.csv", exports.CsvView.as_view(), name="export_csv"),
    path("<int:pk>/", enquiry.EnquiryView.as_view(), name="enquiry"),
    path("<int:pk>/reply/", enquiry.ReplyView.as_view(), name="reply"),
    path("<int:pk>/<str:action>/", enquiry.ActView.as_view(), name="act"),
]
