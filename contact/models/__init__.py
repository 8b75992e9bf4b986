from contact.models.enquiries import MESSAGE_LENGTH, Enquiry, EnquiryCount, Entry
from contact.models.institutions import Institution
from contact.models.pages import ContactPage, DirectoryPage, OfficePage, OpeningHours, offices
from contact.models.settings import InboxSettings
from contact.models.topics import DoorCount, ReplyTemplate, Topic

__all__ = [
    "MESSAGE_LENGTH",
    "ContactPage",
    "DirectoryPage",
    "DoorCount",
    "Enquiry",
    "EnquiryCount",
    "Entry",
    "InboxSettings",
    "Institution",
    "OfficePage",
    "OpeningHours",
    "ReplyTemplate",
    "Topic",
    "offices",
]
