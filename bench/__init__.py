"""How near the service is to what the machine allows: `make bench`. Method: docs/understand/performance.md."""
