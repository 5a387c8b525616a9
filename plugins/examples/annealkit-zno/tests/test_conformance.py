from annealkit.testing import parametrize_with_checks

test_conformance = parametrize_with_checks("zno")
