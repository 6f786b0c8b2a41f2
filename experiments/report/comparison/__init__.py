"""What a report says of a comparison: findings, gains, costs, and the CHEERS items."""
