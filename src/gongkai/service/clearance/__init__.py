"""The review before release (先审查后公开): who reads what, in which order, bound to the bytes they read."""
