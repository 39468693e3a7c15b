"""What joins rooms that do not import each other: verification channels, outgoing HTTP, the proxy, the server."""
