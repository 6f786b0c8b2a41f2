"""Calibration: parameters within their priors, fitted to published figures."""
