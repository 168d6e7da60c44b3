"""The machine face: read API, feeds, sitemaps, open data. No models; everything it gives is public."""
