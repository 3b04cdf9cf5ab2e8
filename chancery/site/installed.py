"""The modules of this house, in menu order. Adding one here is all that installing it takes."""

MODULES = [
    "chancery.modules.documents",
    "chancery.modules.petitions",
    "chancery.modules.hotline",
    "chancery.modules.portal",
    "chancery.modules.assets",
    "chancery.modules.supplies",
    "chancery.modules.vehicles",
    "chancery.modules.expiries",
]
