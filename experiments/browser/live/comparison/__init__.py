"""Arms of a view compared, person by person with the same luck."""
