"""What editors see: listings, forms, permissions, reports. Registered in the apps' `wagtail_hooks`."""
