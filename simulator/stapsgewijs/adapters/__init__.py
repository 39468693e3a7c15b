"""What connects the rooms to each other and to the network."""
