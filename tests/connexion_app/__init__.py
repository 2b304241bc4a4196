"""Stock Connexion with the stateful resolver."""
