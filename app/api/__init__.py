"""HTTP: thin routes over the services, one error shape, exact JSON."""
