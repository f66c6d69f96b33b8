"""From counts and published results of a cohort to scores, ranks and averages."""
