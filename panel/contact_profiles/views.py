"""Profiles of contacts: the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.contact_profiles.deeds import DEEDS
from panel.contact_profiles.lists import CONTACT_PROFILES
from panel.contact_profiles.needs import NEEDABLE
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import LANGUAGES
from panel.kit.web import missing, page

blueprint = Blueprint("contact_profiles", __name__, url_prefix="/contact-profiles", template_folder="templates")


@blueprint.get("/<name>")
@permit("contact-profile.read")
async def show(name: str) -> ResponseReturnValue:
    profile = (await DEEDS.find(situation(), (name,))).get(name)
    if profile is None:
        return missing()
    return page(
        "contact_profiles/show.html",
        profile.title,
        (("Profiles of contacts", url_for("contact_profiles.index")),),
        profile=profile,
        needs=[title for need, title in NEEDABLE.items() if need in profile.needs],
        languages=LANGUAGES,
        offers=offers(DEEDS, name, profile),
        attached=await attached_of(CONTACT_PROFILES, name),
    )
