"""The pages of the site: a file a kind of page, each with a function that yields its pages."""
