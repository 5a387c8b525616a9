"""Many anneals: axes, sweeps that can be stopped and gone on with, and what is read off them."""
