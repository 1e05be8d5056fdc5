"""The float kernels beside their peers; `kernels.py` is the program."""
