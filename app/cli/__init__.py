"""The console command ``tthc766``."""
