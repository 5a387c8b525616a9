"""Is oxygen needed? Rock salt on NCM811 after 5 h at 400 °C in three gases.

python docs/examples/guide_b8.py
"""

import annealkit as ak

for gas in ("O2", "air", "argon"):
    result = ak.Anneal(
        material="NCM811",
        body=ak.Film("1 um"),
        atmosphere=gas,
        schedule="400 degC; hold 5 h",
        models={"Li.loss": []},
    ).run(rtol=1e-3, cells=3, out_of_range="allow")
    print(
        f"{gas}: {result.observed['rocksalt_fraction']:.1e} of the metal in rock salt, "
        f"surface carbonate {result.observed['carbonate_fraction']:.1%} of what it can hold"
    )

print(
    "Standing: consistent in sign. How the rate depends on oxygen is assumed; all three are too little to be seen, and"
)
print("what the gas does inside a coating is not described.")
