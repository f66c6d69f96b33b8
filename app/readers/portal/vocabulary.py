"""The portal's words for ours: which endpoint shows which group, which field is which measure."""

from app.domain.agencies import Level
from app.readers.portal.questions import Endpoint

GROUPS = {
    Endpoint.TRANSPARENCY: "CKMB",
    Endpoint.PROGRESS: "TDGQ",
    Endpoint.ONLINE: "CLGQ",
    Endpoint.PAYMENT: "TTTT",
    Endpoint.DIGITIZED: "MDSH",
    Endpoint.SATISFACTION: "MDHL",
}
# The decision's one group of online services and payment is one point of the radar, though it is scored as two.
ONLINE_SERVICE = "ONLINE_SERVICE"
RADAR = {"CKMB": ("CKMB",), "TDGQ": ("TDGQ",), ONLINE_SERVICE: ("CLGQ", "TTTT"), "MDHL": ("MDHL",), "MDSH": ("MDSH",)}
TYPES = {
    Level.PROVINCE: "PROVINCE",
    Level.DEPARTMENT: "PROVINCIAL_DEPARTMENT",
    Level.COMMUNE: "COMMUNE_PEOPLE_COMMITTEE",
}
CHILD_GROUPS = {"AGENCY": Level.DEPARTMENT, "COMMUNE": Level.COMMUNE}
# Fields of the trees' units by their names in ``answers``, and the measures that they count.
PROGRESS = {
    "total_received": "dossiers_received",
    "total_on_time": "dossiers_on_time",
    "total_overdue": "dossiers_overdue",
}
ONLINE = {
    "authority_count": "procedures_in_authority",
    "partial_count": "procedures_partly_online",
    "full_count": "procedures_fully_online",
    "online_dossier_count": "online_services_with_dossiers",
    "online_service_total": "online_services",
    "channel_online_sum": "dossiers_online",
    "channel_direct_sum": "dossiers_direct",
    "channel_postal_sum": "dossiers_postal",
    "channel_total_sum": "dossiers_all_channels",
}
PAYMENT = {
    "total_dossier_online_payment_success": "dossiers_paid_online",
    "total_dossier_financial_obligation": "dossiers_with_fees",
    "total_dossier_online_formality_payment_success": "fee_procedures_paid_online",
    "total_fee_dossier_formality": "fee_procedures_with_synced_fees",
    "total_fee_formality": "fee_procedures",
}
