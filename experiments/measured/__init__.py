"""What a run is measured by: of the last year, of the whole time, discounted, by who pays."""
