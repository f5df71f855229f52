"""What `doctor` looks at: each module yields findings on one thing; none stops at the first trouble."""
