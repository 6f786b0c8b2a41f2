"""What every seed of a comparison tells: a town lived with each arm, people and groups."""
