"""What the API says of itself: the operations that endpoints declare, and the OpenAPI document made of them."""
