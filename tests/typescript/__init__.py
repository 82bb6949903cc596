"""Typed TypeScript clients made from the API's description, and programs that use them."""
