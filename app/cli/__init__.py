"""The console command ``tthc766``.

A command imports what it needs when it runs: the others, and ``--help``, do not wait for it. What stands at the top of
these modules is what the options are made of.
"""
