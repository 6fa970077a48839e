"""At The Heart: the bundle of a six-month mentorship scheme for entrepreneurs in England."""
