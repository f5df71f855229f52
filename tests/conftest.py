"""Assertions in the shared suites explain themselves as those in test files do; this must be said before any import."""

import pytest

pytest.register_assert_rewrite("tests.providers.conformance", "tests.providers.scripted_life")
