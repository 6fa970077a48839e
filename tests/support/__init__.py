"""What several tests share: the state of a whole database, policies that misbehave, packages made on the spot."""
