"""The endpoints, one concern a module. `itp_cms.api.router` lists them."""
