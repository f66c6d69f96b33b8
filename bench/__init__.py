"""How near the service is to what the machine allows: `make bench`. The method stands in docs/performance.md."""
