"""The sandbox of a theorem's page: its statement as data that scripts of the page evaluate exactly."""
