"""Who spends: users, sessions and prompts. Everything here runs inside the draining of the ledger unless it says so."""
