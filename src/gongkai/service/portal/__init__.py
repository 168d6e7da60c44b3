"""The public face: what a citizen sees. No models; every list and page is read from the rooms below."""
