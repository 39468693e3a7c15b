"""What an editor asks about guides and features while somebody writes them (Language Server Protocol)."""
