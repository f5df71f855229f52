"""Assertions in the shared suite explain themselves as those in test files do."""

import pytest

pytest.register_assert_rewrite("tests.providers.conformance", "tests.providers.scripted_life")
