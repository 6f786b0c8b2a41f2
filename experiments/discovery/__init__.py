"""Scenario discovery: under which conditions something happens, or the favourite loses."""
