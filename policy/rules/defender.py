"""Defender for Cloud: its plans are on, and somebody is told what it finds."""

from gate.model import ADVISORY, LOW, MEDIUM, Check, Rule, equals, is_set, prop
from gate.nodes import Node, expand, known, texts

from rules.deployments import KINDS, RESOURCES, is_a_plan
from rules.governance import FAMILY

_CONTACT = "security:SecurityContact"
_PAGE = "https://learn.microsoft.com/azure/defender-for-cloud/configure-email-notifications"


def hears_of_alerts(contact: Node) -> str | None:
    """What is wrong with what a contact hears of."""
    sources = [known(source).text("sourceType").lower() for source in expand(contact, "notificationsSources[]")]
    return None if "alert" in sources else "notificationsSources has none of type 'Alert', must have one"


def tells_owners(contact: Node) -> str | None:
    """What to know about whom a contact tells beside itself."""
    roles = contact.at("notificationsByRole")
    named = [role.lower() for role in texts(roles, "roles[]")]
    if roles.text("state").lower() == "on" and "owner" in named:
        return None
    return "notificationsByRole is not on for the role Owner"


RULES = (
    Rule(
        id="azure-security-pricing-standard",
        demands="A plan of Defender for Cloud is on.",
        why="Free finds wrong settings, and sees no attack.",
        fix='set pricing_tier to "Standard"',
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # it costs money, for the whole subscription
        url="https://learn.microsoft.com/azure/defender-for-cloud/defender-for-cloud-introduction",
        control="a1181c5f-672a-477a-979a-7d58aa086233",
        benchmark=("DP-2", "DP-8", "ES-1", "IR-3", "IR-5", "LT-1", "LT-2"),
        checkov=(
            "CKV_AZURE_19",
            "CKV_AZURE_55",
            "CKV_AZURE_61",
            "CKV_AZURE_69",
            "CKV_AZURE_79",
            "CKV_AZURE_84",
            "CKV_AZURE_85",
            "CKV_AZURE_86",
            "CKV_AZURE_87",
            "CKV_AZURE_234",
        ),
        checks=(
            prop("security:Pricing", "pricingTier", equals("Standard")),
            prop(KINDS, f"{RESOURCES}.properties.pricingTier", equals("Standard"), when=is_a_plan),
        ),
    ),
    Rule(
        id="azure-security-contact-email",
        demands="A security contact has an address for mail.",
        why="A contact without one is told nothing.",
        fix="set emails",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        control="4f4f78b8-e367-4b10-a341-d9a4ad5cf1c7",
        benchmark=("IR-2",),
        checkov=("CKV_AZURE_131",),
        checks=(prop(_CONTACT, "emails", is_set()),),
    ),
    Rule(
        id="azure-security-contact-alerts",
        demands="A security contact hears of alerts.",
        why="An attack that Defender sees is otherwise found by whoever next opens the portal.",
        fix="set notifications_sources with one of source_type Alert and minimal_severity High",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        control="6e2593d9-add6-4083-9c9b-4b7d2188c899",
        benchmark=("IR-2",),
        checkov=("CKV_AZURE_21",),
        checks=(Check(of=(_CONTACT,), judge=hears_of_alerts),),
    ),
    Rule(
        id="azure-security-contact-owners",
        demands="The owners of a subscription hear of alerts too.",
        why="The contact may have left, and the owners are who can act.",
        fix='set notifications_by_role with state "On" and the role Owner',
        default="off",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # some have a team that acts in place of the owners
        url=_PAGE,
        control="0b15565f-aa9e-48ba-8619-45960f2c314d",
        benchmark=("IR-2",),
        checkov=("CKV_AZURE_22",),
        checks=(Check(of=(_CONTACT,), judge=tells_owners),),
    ),
    Rule(
        id="azure-security-contact-phone",
        demands="A security contact has a telephone number.",
        why="Microsoft calls when a subscription attacks others, or is attacked.",
        fix="set phone",
        default="none",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # not everybody answers at night
        url=_PAGE,
        checkov=("CKV_AZURE_20",),
        checks=(prop(_CONTACT, "phone", is_set()),),
    ),
)
