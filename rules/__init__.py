"""Judgement, pure: MIME bytes in, a `Reading` out, and the numbers of pacing. No network, no clock of its own."""
