"""Results as frozen types, the one way between them and JSON, and how they are kept between runs."""
