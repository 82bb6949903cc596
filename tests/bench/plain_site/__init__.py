"""A site of Wagtail as it comes, with a page type like the project's posts: what publishing is compared with."""
