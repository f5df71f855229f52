"""Mail services: bytes in, drafts out."""
