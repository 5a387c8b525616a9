"""Materials that ship with annealkit: one package each, with its plugin, records and references."""
