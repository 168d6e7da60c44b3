"""How the service is put together: settings, URLs, servers."""
